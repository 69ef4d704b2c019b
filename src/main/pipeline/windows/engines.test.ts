import { type Analyser, ExtractOutdated, type ExtractToAnalyse } from '@main/ports/analyser'
import { MINUTE_MS } from '@shared/lib/time'
import { FaultError } from '@shared/model/fault'
import { extractKey } from '@shared/model/window'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createReanalysis } from './reanalysis'
import { createWindowRig, DATASET, dataset, START, until, type WindowRig } from './testing/window-rig'

const WINDOWS = Array.from({ length: 12 }, (_, n) => START + n * MINUTE_MS)

let rig: WindowRig
/** The windows of each job, in the order of the jobs. */
let jobs: number[][]
let inMemory: Analyser

beforeEach(async () => {
  rig = await createWindowRig()
  inMemory = rig.ports.analyser
  jobs = []
})
afterEach(() => rig.close())

function use(change: Partial<Analyser>) {
  const analyse: Analyser['analyse'] = (asked, extracts, signal) => {
    jobs.push(extracts.map(({ start }) => start))
    return (change.analyse ?? inMemory.analyse)(asked, extracts, signal)
  }
  rig.ports = { ...rig.ports, analyser: { ...inMemory, ...change, analyse } }
}

async function fill(windows: readonly number[]) {
  await rig.append(...windows)
  await rig.sinkCatchesUp()
  rig.now = Math.max(...windows) + MINUTE_MS + 2_000
}

const states = async () => (await rig.tracker.rows(DATASET, { limit: 99 })).map(({ state }) => state)
const allComplete = () =>
  vi.waitFor(
    async () => {
      rig.now += 100
      expect(await states()).toEqual(Array(WINDOWS.length).fill('complete'))
    },
    { timeout: 5_000, interval: 20 },
  )

it('lets windows wait for an engine that fails, with its fault, and takes no other engine', async () => {
  const fault = { code: 'store-unavailable', reason: 'it is not running' } as const
  let fails = true
  use({
    analyse: async (...asked) => {
      if (fails) throw new FaultError(fault)
      return inMemory.analyse(...asked)
    },
  })
  await fill(WINDOWS.slice(0, 2))
  rig.start()
  await until(async () => expect(await rig.row()).toMatchObject({ fault, revision: 0 }))
  await rig.checked()
  // It is not asked again before its pause is over.
  expect(jobs).toEqual([[START]])
  fails = false
  rig.now += 5_000
  await vi.waitFor(async () => {
    rig.now += 10
    expect(await states()).toEqual(['complete', 'complete'])
  })
  expect((await rig.row())?.fault).toBeNull()
})

it('analyses a range of windows in one job, when the engine takes many', async () => {
  use({ atOnce: 1_000 })
  await fill(WINDOWS)
  rig.start()
  await allComplete()
  expect(jobs.map((job) => job.length)).toEqual([WINDOWS.length])

  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  void reanalysis.run(rig.stop.signal)
  await reanalysis.start(dataset, WINDOWS, rig.stop.signal)
  await vi.waitFor(() => {
    rig.now += 100
    expect(reanalysis.feed.value).toMatchObject({ state: 'done', done: WINDOWS.length })
  }, 5_000)
  expect(jobs.map((job) => job.length)).toEqual([WINDOWS.length, WINDOWS.length])
})

it('looks for each extract once, however long windows are gathered', async () => {
  use({ atOnce: 1_000 })
  const looks: string[] = []
  const { objects } = rig.ports
  const head: typeof objects.head = (bucket, key) => {
    if (key.endsWith('.parquet')) looks.push(key)
    return objects.head(bucket, key)
  }
  rig.ports = { ...rig.ports, objects: { ...objects, head } }
  await fill(WINDOWS)
  rig.start()
  await allComplete()
  expect(looks).toEqual(WINDOWS.map(extractKey))
})

it('makes an extract again when the store has other rows than it, and never reports those', async () => {
  const asked: ExtractToAnalyse[] = []
  const analyse: Analyser['analyse'] = async (_dataset, extracts) =>
    extracts.map((extract) => {
      asked.push(extract)
      const rows = rig.storedRows(extract.start)
      // One more row arrives before the first analysis.
      if (asked.length === 1 || extract.fingerprint !== `${rows}`) {
        return { start: extract.start, thrown: new ExtractOutdated('The rows have changed') }
      }
      return { start: extract.start, analysis: { rows, errors: 0, seconds: 0, types: [], latency: null } }
    })
  use({ readsStore: true, analyse })
  await fill([START])
  rig.start()
  await until(async () => expect(asked).toHaveLength(1))
  await vi.waitFor(async () => {
    rig.now += 500
    expect(await rig.row()).toMatchObject({ state: 'complete', fault: null })
  })
  expect(rig.extracted).toHaveLength(2)
  expect(asked.map(({ fingerprint }) => fingerprint)).toEqual(['1', '1'])
})

it('extracts a window again whose extract does not say which rows it has', async () => {
  use({ readsStore: true })
  await fill([START])
  const counts = { produced: 1, logged: 1, stored: 1, deadLetters: 0, extracted: 1, earlierLog: 0, epoch: 1 }
  const times = { attempt: 1, closedAt: 0, dueAt: 0, filled: false, incompleteReason: null }
  await rig.ports.objects.put(DATASET, extractKey(START), Buffer.from('1'))
  await rig.ports.ledger.putExtract(DATASET, START, { ...counts, ...times })
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect((await rig.ports.ledger.get(DATASET, START))?.extract).toMatchObject({ attempt: 2, fingerprint: '1' })
})
