import { ExtractOutdated } from '@main/ports/analyser'
import { MINUTE_MS } from '@shared/lib/time'
import { FaultError } from '@shared/model/fault'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createWindowRig, DATASET, START, until, type WindowRig } from './testing/window-rig'

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
})
afterEach(() => rig.close())

it('makes an extract again that was deleted before it was analysed', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS
  const put = rig.ports.objects.putFile
  let lost = false
  rig.ports.objects.putFile = async (bucket, key, file) => {
    if (key.endsWith('.parquet') && !lost) lost = true
    else await put(bucket, key, file)
  }
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect(lost).toBe(true)
  expect(rig.extracted.length).toBeGreaterThan(1)
})

it('retries a window that cannot be extracted, reports it, and lets the others continue', async () => {
  await rig.append(START + 1, START + MINUTE_MS + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS + 2_000
  const { extract: take } = rig.ports.store
  let refused = true
  rig.ports.store.extract = async (asked, window) => {
    if (refused && window === START)
      throw new FaultError({ code: 'store-unavailable', reason: 'memory limit exceeded' })
    return take(asked, window)
  }
  rig.start()
  const fault = { code: 'window-failed', window: '2026-01-05_12-00', stage: 'extract' }
  await until(async () => expect(await rig.row()).toMatchObject({ fault, revision: 0 }))
  expect(rig.faults).toMatchObject([fault])
  // During its patience it delays the next one, which the detector must see later.
  expect(await rig.row(START + MINUTE_MS)).toMatchObject({ revision: 0 })
  rig.now += 30_000
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.state).toBe('complete'))
  expect(await rig.row()).toMatchObject({ fault, revision: 0 })
  refused = false
  rig.now += 60_000
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 1, fault: null }))
  expect(rig.faults).toHaveLength(1)
})

it('retries a window whose extract cannot be analysed, and one that cannot be reported', async () => {
  const [first, second, third] = [START, START + MINUTE_MS, START + 2 * MINUTE_MS]
  await rig.append(first + 1, second + 1, third + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 3 * MINUTE_MS + 2_000
  const { analyser } = rig.ports
  const { put } = rig.ports.objects
  let broken = true
  let analysed = 0
  rig.ports = {
    ...rig.ports,
    analyser: {
      ...analyser,
      analyse: async (dataset, extracts, signal) => {
        const [extract] = extracts
        if (analysed++ > 0 || !extract) return analyser.analyse(dataset, extracts, signal)
        return [{ start: extract.start, thrown: new ExtractOutdated('it is no parquet file') }]
      },
    },
  }
  rig.ports.objects.put = async (bucket, key, body) => {
    if (broken && key === '2026-01-05_12-01.json') throw new FaultError({ code: 'disk-full', dir: '/data' })
    await put(bucket, key, body)
  }
  rig.start()
  await until(async () => expect((await rig.row(third))?.state).toBe('complete'))
  expect(await rig.row(second)).toMatchObject({ revision: 0, fault: { code: 'window-failed', stage: 'report' } })
  broken = false
  await vi.waitFor(async () => {
    rig.now += 20_000
    expect((await rig.tracker.rows(DATASET, { limit: 9 })).map(({ state }) => state)).toEqual(Array(3).fill('complete'))
  }, 5_000)
})

it('continues past windows of a deleted dataset, and reports that they wait', async () => {
  const entry = { produced: 1, logged: 1, stored: 1, deadLetters: 0, extracted: 1, earlierLog: 0, epoch: 0 }
  for (const [minute, name] of [
    [-3, 'gone'],
    [-2, 'gone'],
    [-1, 'gone'],
  ] as const) {
    const times = { attempt: 1, closedAt: 0, dueAt: 0, filled: false, incompleteReason: null }
    await rig.ports.ledger.putExtract(name, START + minute * MINUTE_MS, { ...entry, ...times })
  }
  await rig.ports.ledger.putAnalysis('gone', START - MINUTE_MS, 1, {
    rows: 1,
    errors: 0,
    seconds: 0,
    types: [],
    latency: null,
  })
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect(rig.faults).toEqual([{ code: 'windows-of-unknown-dataset', datasets: [{ name: 'gone', windows: 3 }] }])
})

it('skips windows whose extract and rows are deleted, however many they are', async () => {
  const lost = Array.from({ length: 25 }, (_, n) => START - (n + 1) * MINUTE_MS)
  const counts = { produced: 1, logged: 1, stored: 1, deadLetters: 0, extracted: 1, earlierLog: 0, epoch: 0 }
  const times = { closedAt: 0, dueAt: 0, filled: false, incompleteReason: null }
  for (const at of lost) await rig.ports.ledger.putExtract(DATASET, at, { attempt: 1, ...counts, ...times })
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect(rig.faults).toHaveLength(lost.length)
  expect(rig.faults[0]).toMatchObject({
    code: 'window-failed',
    stage: 'analyse',
    reason: expect.stringContaining('is missing'),
  })
})
