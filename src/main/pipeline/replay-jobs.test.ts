import type { Documents } from '@main/ports/documents'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { expect, it } from 'vitest'
import { openReplayJobs } from './replay-jobs'

/** Documents in memory, as JSON keeps them. */
function memoryDocuments(): Documents & { writes: number } {
  const kept = new Map<string, string>()
  return {
    writes: 0,
    path: (name) => name,
    read: async (name) => JSON.parse(kept.get(name) ?? 'null'),
    async write(name, value) {
      this.writes++
      kept.set(name, JSON.stringify(value))
    },
  }
}

const { signal } = new AbortController()
const FIGURES = {
  deadLetters: 0,
  firstEventTime: 5,
  eventTime: 9,
  format: null,
  earlier: null,
  fault: null,
  done: false,
}

async function startedReplay(documents: Documents, clock = createVirtualClock()) {
  const jobs = await openReplayJobs(documents, clock)
  await jobs.add({ id: 'r', file: 'a.log', dataset: 'access_log', speed: 'max', bytes: 100, format: null }, '/a.log')
  await jobs.ready('r', { identity: 'abc', bytes: 100 })
  const tell = (bytesDone: number) =>
    jobs.progress({ ...FIGURES, id: 'r', bytes: 100, bytesDone, lines: bytesDone, events: bytesDone })
  return { jobs, clock, tell }
}

it('lists each request with its replay’s progress, also in the next session', async () => {
  const documents = memoryDocuments()
  const { jobs, tell } = await startedReplay(documents)
  expect(jobs.requests.value).toMatchObject([{ id: 'r', identity: 'abc', reached: { bytesDone: 0 } }])
  await tell(30)
  const reached = { bytesDone: 30, lines: 30, events: 30, deadLetters: 0, firstEventTime: 5, eventTime: 9 }
  expect(jobs.requests.value).toMatchObject([{ reached }])
  await jobs.keep()
  const next = await openReplayJobs(documents, createVirtualClock())
  expect(next.requests.value).toMatchObject([{ id: 'r', reached }])
})

it('knows replays that wait for an interrupted one, so that their files are kept and they continue', async () => {
  const documents = memoryDocuments()
  const { jobs } = await startedReplay(documents)
  await jobs.add({ id: 's', file: 'b.log', dataset: 'access_log', speed: 'max', bytes: 9, format: null }, '/b.log', 'r')
  await jobs.ready('s', { identity: 'def', bytes: 90 })
  const next = await openReplayJobs(documents, createVirtualClock())
  expect(next.unfinished()).toMatchObject([
    { id: 'r', dataset: 'access_log', identity: 'abc' },
    { id: 's', dataset: 'access_log', identity: 'def' },
  ])
  await next.cancel('s')
  expect(next.unfinished()).toHaveLength(1)
})

it('keeps every replay that is not over, however many files were requested together', async () => {
  const documents = memoryDocuments()
  const { jobs } = await startedReplay(documents)
  for (let n = 0; n < 60; n++) {
    const job = { id: `s${n}`, file: `${n}.log`, dataset: 'access_log', speed: 'max', bytes: 9, format: null } as const
    await jobs.add(job, `/${n}.log`, n === 0 ? 'r' : `s${n - 1}`)
    await jobs.ready(job.id, { identity: `i${n}`, bytes: 9 })
  }
  const next = await openReplayJobs(documents, createVirtualClock())
  expect(next.unfinished()).toHaveLength(61)
  expect(next.requests.value.map(({ id }) => id)).toEqual(['r'])
})

it('starts a replay only when the one that it waits for is over', async () => {
  const documents = memoryDocuments()
  const { jobs, tell } = await startedReplay(documents)
  await jobs.add({ id: 's', file: 'b.log', dataset: 'access_log', speed: 'max', bytes: 9, format: null }, '/b.log', 'r')
  await jobs.ready('s', { identity: 'def', bytes: 90 })
  const started = () => jobs.requests.value.map(({ id, bytes }) => [id, bytes])
  expect(started()).toEqual([['r', 100]])
  await tell(60)
  expect((await openReplayJobs(documents, createVirtualClock())).requests.value).toHaveLength(1)
  await jobs.progress({ ...FIGURES, id: 'r', bytes: 100, bytesDone: 100, lines: 100, events: 100, done: true })
  expect(started()).toEqual([['s', 90]])
})

it('saves the progress of a replay every two seconds, in case the process is killed', async () => {
  const documents = memoryDocuments()
  const { clock, tell } = await startedReplay(documents)
  const before = documents.writes
  for (let bytes = 1; bytes <= 50; bytes++) {
    await clock.sleep(200, signal)
    await tell(bytes)
  }
  expect(documents.writes - before).toBe(5)
  const next = await openReplayJobs(documents, clock)
  expect(next.requests.value[0]?.reached.bytesDone).toBe(50)
})

it('still reports that the log of a replay was replaced after the replay has continued in the new one', async () => {
  const { jobs, tell } = await startedReplay(memoryDocuments())
  const replaced = { kind: 'log-replaced', events: 30 } as const
  const at40 = { ...FIGURES, id: 'r', bytes: 100, bytesDone: 40, lines: 40, events: 40 }
  await jobs.progress({ ...at40, earlier: replaced })
  await tell(50)
  expect(jobs.get('r')).toMatchObject({ bytesDone: 50, earlier: replaced })
})
