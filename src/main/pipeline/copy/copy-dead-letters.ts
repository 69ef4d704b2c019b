import type { DeadLetters, NewDeadLetter } from '@main/ports/dead-letters'
import type { DatasetName } from '@shared/model/dataset'
import type { CopyContext } from './copy-side'

const PAGE = 100

/**
 * Copies the dead letters with their bytes, oldest first. They keep their position in the source's log: no other log uses it, so the target
 * knows them as letters of an earlier log, and adding one again only closes it if it is closed by now.
 */
export async function copyDeadLetters({ source, target, signal }: CopyContext, name: DatasetName): Promise<number> {
  const { deadLetters } = source.ports
  const pages = await pagesOf(deadLetters, name)
  for (const before of pages.reverse()) {
    signal.throwIfAborted()
    const letters = await deadLetters.list({ dataset: name, before, limit: PAGE })
    const copies: NewDeadLetter[] = []
    for (const { id, dataset, place, reason, window, records, state, note } of letters.reverse()) {
      const body = await deadLetters.body(id)
      const closed = state === 'open' || state === 'sending' ? {} : { closed: { state, note } }
      if (body) copies.push({ dataset, place, reason, body, window, records, ...closed })
    }
    await target.ports.deadLetters.add(copies)
  }
  return target.ports.deadLetters.count(name)
}

/** Where each page begins, newest first. */
async function pagesOf(deadLetters: DeadLetters, dataset: DatasetName): Promise<(number | undefined)[]> {
  const pages: (number | undefined)[] = []
  for (let before: number | undefined; ; ) {
    const last = (await deadLetters.list({ dataset, before, limit: PAGE })).at(-1)
    if (!last) return pages
    pages.push(before)
    before = last.id
  }
}
