import { useState } from 'react'
import type { Api } from './connection'
import { useCommand } from './use-command'

export interface Page<T> {
  readonly items: readonly T[]
  readonly more: boolean
}

export interface Older<T> {
  /** Newest first, without gaps: an item stays when newer ones push it out of the newest page. */
  readonly rows: readonly T[]
  readonly more: boolean
  readonly loading: boolean
  load(): void
}

/**
 * The pages after the newest items of a list. `positionOf` orders and identifies the items; `ask` gets the position of the last
 * known item, and the item itself. `key` identifies the list.
 */
export function useOlderPages<T, Position extends number | string>(
  key: string,
  newest: Page<T>,
  positionOf: (item: T) => Position,
  ask: (api: Api, before: Position, last: T) => Promise<Page<T>>,
): Older<T> {
  const command = useCommand()
  const [loading, setLoading] = useState(false)
  const [kept, setKept] = useState<Kept<T, Position> | null>(null)
  const before = kept?.key === key ? kept : { key, rows: new Map<Position, T>(), more: null }

  const merged = new Map(before.rows)
  for (const item of newest.items) merged.set(positionOf(item), item)
  if (before !== kept || newest.items.some((item) => before.rows.get(positionOf(item)) !== item)) {
    setKept({ ...before, rows: merged })
  }
  const rows = [...merged].sort(([a], [b]) => (a < b ? 1 : a > b ? -1 : 0)).map(([, item]) => item)

  const load = async () => {
    const last = rows.at(-1)
    if (!last) return
    setLoading(true)
    const page = await command('Older entries could not be loaded', (api) => ask(api, positionOf(last), last))
    setLoading(false)
    if (!page) return
    setKept((now) => {
      if (now?.key !== key) return now
      const all = new Map(now.rows)
      for (const item of page.items) if (!all.has(positionOf(item))) all.set(positionOf(item), item)
      return { key, rows: all, more: page.more }
    })
  }
  return { rows, more: before.more ?? newest.more, loading, load: () => void load() }
}

interface Kept<T, Position> {
  readonly key: string
  readonly rows: ReadonlyMap<Position, T>
  readonly more: boolean | null
}
