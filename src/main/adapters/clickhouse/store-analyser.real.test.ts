import { accessLogCases } from '@main/pipeline/testing/access-log-cases'
import { ExtractOutdated } from '@main/ports/analyser'
import { analyserContract } from '@main/ports/contracts/analyser.contract'
import { FaultError } from '@shared/model/fault'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { storeAnalyser } from './store-analyser'
import { type EmbeddedStore, openEmbeddedStore } from './testing/embedded-store'
import { openEngineParts } from './testing/engine-parts'
import { plainDataset } from './testing/plain-dataset'

analyserContract(
  'ClickHouse',
  async () => {
    const parts = await openEngineParts()
    return { ...parts, analyser: storeAnalyser(parts.store) }
  },
  await accessLogCases(),
)

const START = Date.UTC(2026, 10, 24, 12, 34)
const dataset = plainDataset('changing')
const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    event: { kind: n % 4 === 0 ? 'B' : 'A', at: START + n },
    epoch: 1,
    partition: 0,
    offset: from + n,
  }))

let opened: EmbeddedStore
beforeAll(async () => {
  opened = await openEmbeddedStore()
  await opened.store.prepare(dataset, 30)
})
afterAll(() => opened.close())

it('analyses exactly the rows of the extract, or says that they have changed', async () => {
  const { store } = opened
  const analyser = storeAnalyser(store)
  const signal = new AbortController().signal
  await store.insert(dataset, rows(0, 100))
  const extract = { start: START, ...(await store.fingerprint(dataset, START)) }
  const outcome = async () => (await analyser.analyse(dataset, [extract], signal))[0]
  expect(await outcome()).toMatchObject({ analysis: { rows: 100, errors: 25 } })

  // A late row.
  await store.insert(dataset, rows(100, 1))
  expect(await outcome()).toMatchObject({ thrown: expect.any(ExtractOutdated) })
  // As many rows as before, but others.
  await opened.sql('ALTER TABLE changing DELETE WHERE `@log_offset` = 5 SETTINGS mutations_sync = 2')
  expect(await outcome()).toMatchObject({ thrown: expect.any(ExtractOutdated) })
  // Rows leave the store after a while.
  await opened.sql('ALTER TABLE changing DELETE WHERE `@log_offset` < 50 SETTINGS mutations_sync = 2')
  const fault = { code: 'rows-left-store', extracted: 100, stored: 51 }
  expect(await outcome()).toMatchObject({ thrown: { fault } })
})

it('fails as a whole when the store does not answer, so that no window is at fault', async () => {
  const away = new FaultError({ code: 'store-unavailable', reason: 'refused' })
  const analyser = storeAnalyser({ analyse: () => Promise.reject(away), ping: () => Promise.reject(away) })
  const extract = { start: START, rows: 1, fingerprint: '' }
  await expect(analyser.analyse(dataset, [extract], new AbortController().signal)).rejects.toBe(away)
})
