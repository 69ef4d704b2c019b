import type { Documents } from '@main/ports/documents'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { MINUTE_MS } from '@shared/lib/time'
import { HISTORY_MS } from '@shared/model/history'
import { windowOf } from '@shared/model/window'
import { expect, it } from 'vitest'
import { openKeptHistory, refusalOf } from './kept-history'

function memoryDocuments(): Documents {
  const kept = new Map<string, string>()
  return {
    path: (name) => name,
    read: async (name) => JSON.parse(kept.get(name) ?? 'null'),
    async write(name, value) {
      kept.set(name, JSON.stringify(value))
    },
  }
}

const clock = createVirtualClock()
const current = windowOf(clock.now())
const WISH = { rate: 200, known: [] }

it('makes the 30 minutes before the first window that is known, or before now', async () => {
  const first = current - 3 * MINUTE_MS
  const later = await openKeptHistory(memoryDocuments(), clock)
  await later.start({ rate: 200, known: [current, first] })
  expect(later.request.value).toMatchObject({ from: first - HISTORY_MS, to: first, reached: first - HISTORY_MS })
  const fresh = await openKeptHistory(memoryDocuments(), clock)
  await fresh.start(WISH)
  expect(fresh.request.value).toMatchObject({ to: current, rate: 200 })
})

it('holds windows back to what it has reached, until everything is in the log', async () => {
  const history = await openKeptHistory(memoryDocuments(), clock)
  expect(history.horizon()).toBe(Number.POSITIVE_INFINITY)
  await history.start(WISH)
  await history.progress({ events: 10, reached: current - MINUTE_MS, fault: null })
  expect(history.horizon()).toBe(current - MINUTE_MS)
  await history.progress({ events: 20, reached: current, fault: null })
  expect(history.horizon()).toBe(Number.POSITIVE_INFINITY)
  expect(history.feed.value).toMatchObject({ state: 'finishing', events: 20 })
  expect(history.request.value).toBeNull()
  await history.finished()
  expect(history.feed.value?.state).toBe('done')
})

it('is never made twice: a second request says so, and a cancelled one continues where it stopped', async () => {
  const documents = memoryDocuments()
  const history = await openKeptHistory(documents, clock)
  await history.start(WISH)
  await expect(history.start(WISH)).rejects.toMatchObject({ fault: { code: 'history-there' } })
  await history.progress({ events: 10, reached: current - MINUTE_MS, fault: null })
  await history.cancel()
  expect(history.request.value).toBeNull()
  const next = await openKeptHistory(documents, clock)
  await next.start({ rate: 100, known: [current - HISTORY_MS] })
  expect(next.request.value).toMatchObject({ to: current, rate: 200, events: 10, reached: current - MINUTE_MS })
  await next.progress({ events: 20, reached: current, fault: null })
  await next.finished()
  await expect(next.start(WISH)).rejects.toMatchObject({ fault: { code: 'history-there' } })
})

it('continues after a kill', async () => {
  const documents = memoryDocuments()
  await (await openKeptHistory(documents, clock)).start(WISH)
  expect((await openKeptHistory(documents, clock)).request.value).toMatchObject({ to: current })
})

it('is refused when there are enough windows', () => {
  const known = Array.from({ length: 30 }, (_, n) => current - n * MINUTE_MS)
  expect(refusalOf(null, known)).toMatchObject({ code: 'history-there' })
  expect(refusalOf(null, known.slice(1))).toBeNull()
})
