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

/**
 * Pages behind the newest items of a list. `placeOf` orders them and tells them apart; `ask` gets the place of the last one that
 * is known, and the item itself. `key` says which list it is.
 */
export function useOlder<T, Place extends number | string>(
  key: string,
  newest: Page<T>,
  placeOf: (item: T) => Place,
  ask: (api: Api, before: Place, last: T) => Promise<Page<T>>,
): Older<T> {
  const command = useCommand()
  const [loading, setLoading] = useState(false)
  const [kept, setKept] = useState<Kept<T, Place> | null>(null)
  const before = kept?.key === key ? kept : { key, rows: new Map<Place, T>(), more: null }

  const merged = new Map(before.rows)
  for (const item of newest.items) merged.set(placeOf(item), item)
  if (before !== kept || newest.items.some((item) => before.rows.get(placeOf(item)) !== item)) {
    setKept({ ...before, rows: merged })
  }
  const rows = [...merged].sort(([a], [b]) => (a < b ? 1 : a > b ? -1 : 0)).map(([, item]) => item)

  const load = async () => {
    const last = rows.at(-1)
    if (!last) return
    setLoading(true)
    const page = await command('Older entries could not be loaded', (api) => ask(api, placeOf(last), last))
    setLoading(false)
    if (!page) return
    setKept((now) => {
      if (now?.key !== key) return now
      const all = new Map(now.rows)
      for (const item of page.items) if (!all.has(placeOf(item))) all.set(placeOf(item), item)
      return { key, rows: all, more: page.more }
    })
  }
  return { rows, more: before.more ?? newest.more, loading, load: () => void load() }
}

interface Kept<T, Place> {
  readonly key: string
  readonly rows: ReadonlyMap<Place, T>
  readonly more: boolean | null
}
