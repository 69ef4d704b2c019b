import { useState } from 'react'
import type { Api } from './connection'
import { useCommand } from './use-command'

export interface Page<T> {
  readonly items: readonly T[]
  readonly more: boolean
}

export interface Older<T> {
  /** Newest first, without gaps: what was newest stays when newer ones push it out. */
  readonly rows: readonly T[]
  readonly more: boolean
  readonly loading: boolean
  load(): void
}

/** Pages behind the newest items of a list. `placeOf` orders them; `key` says which list it is. */
export function useOlder<T>(
  key: string,
  newest: Page<T>,
  placeOf: (item: T) => number,
  ask: (api: Api, before: number) => Promise<Page<T>>,
): Older<T> {
  const command = useCommand()
  const [loading, setLoading] = useState(false)
  const [kept, setKept] = useState<{ key: string; rows: ReadonlyMap<number, T>; more: boolean | null }>(NOTHING)
  const before = kept.key === key ? kept : { key, rows: new Map<number, T>(), more: null }

  const merged = new Map(before.rows)
  for (const item of newest.items) merged.set(placeOf(item), item)
  if (kept.key !== key || newest.items.some((item) => before.rows.get(placeOf(item)) !== item)) {
    setKept({ ...before, rows: merged })
  }
  const rows = [...merged].sort(([a], [b]) => b - a).map(([, item]) => item)

  const load = async () => {
    const last = rows.at(-1)
    if (!last) return
    setLoading(true)
    const page = await command('Older ones could not be read', (api) => ask(api, placeOf(last)))
    setLoading(false)
    if (!page) return
    setKept((now) => {
      if (now.key !== key) return now
      const all = new Map(now.rows)
      for (const item of page.items) if (!all.has(placeOf(item))) all.set(placeOf(item), item)
      return { key, rows: all, more: page.more }
    })
  }
  return { rows, more: before.more ?? newest.more, loading, load: () => void load() }
}

const NOTHING = { key: '', rows: new Map<number, never>(), more: null }
