import { createMemoryObjectStore } from '@main/ports/fakes/memory-object-store'
import type { ObjectStore } from '@main/ports/object-store'
import { Report } from '@shared/model/report'
import { expect, it } from 'vitest'
import { followReports } from './follow-reports'

const reportOf = (minute: number, revision = 1): Report =>
  Report.parse({
    report: { total_events: 1, total_errors: 0, by_event_type: {}, process_time: 0, file_name: '' },
    dataset: 'shop',
    window: { start: `2026-01-05T12:0${minute}:00Z`, end: `2026-01-05T12:0${minute + 1}:00Z` },
    revision,
    complete: true,
    incompleteReason: null,
    ledger: { produced: 1, logged: 1, stored: 1, extracted: 1, analysed: 1, deadLetters: 0 },
    analysis: { rows: 1, errors: 0, seconds: 0, types: [], latency: null },
    createdAt: '2026-01-05T12:10:00Z',
  })

/** The fake does not know times: here each object has the time of its `put`. */
function storeWithTimes() {
  const memory = createMemoryObjectStore(new Map())
  const times = new Map<string, number>()
  let now = 0
  const objects: ObjectStore = {
    ...memory,
    list: async (bucket) =>
      (await memory.list(bucket)).map((info) => ({ ...info, modifiedAt: times.get(info.key) ?? 0 })),
  }
  return {
    objects,
    async put(minute: number, revision?: number) {
      const key = `2026-01-05_12-0${minute}.json`
      times.set(key, ++now)
      await memory.put('shop', key, new TextEncoder().encode(JSON.stringify(reportOf(minute, revision))))
    },
  }
}

it('shows the newest report, then each new one and each new revision, once and in their order', async () => {
  const { objects, put } = storeWithTimes()
  await put(0)
  await put(2)
  await put(1)
  const stop = new AbortController()
  const shown: string[] = []
  for await (const { name, report } of followReports(objects, 'shop', stop.signal)) {
    shown.push(`${name} ${report.revision}`)
    if (shown.length === 1) {
      await put(4)
      await put(3)
      await put(0, 2)
    }
    if (shown.length === 4) setTimeout(() => stop.abort(), 1_200)
  }
  expect(shown).toEqual(['2026-01-05_12-02 1', '2026-01-05_12-04 1', '2026-01-05_12-03 1', '2026-01-05_12-00 2'])
})
