import type { Clock } from '@main/ports/clock'
import type { Documents } from '@main/ports/documents'
import { createFeed, type Feed } from '@main/signals/feed'
import type { DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { ReplayJob, type ReplaySpeed } from '@shared/model/replay'
import { z } from 'zod'
import { NOT_BEGUN } from './source/replay-progress'
import type { ReplayProgress, ReplayRequest } from './stage'

const DOCUMENT = 'replays.json'
/** Of those that are over, the newest. */
const KEPT = 50
/** The progress of running replays is saved at least this often: if the log is removed later, the progress in it is gone. */
const SAVE_MS = 2_000

const Kept = z.object({
  job: ReplayJob,
  path: z.string(),
  identity: z.string().nullable(),
  /** The replay that this one waits for: files that belong together are read one after another. */
  after: z.string().nullable().default(null),
})
type Kept = z.infer<typeof Kept>

/**
 * All replays of the data directory: the requests, their progress, and the event time that each dataset has reached through them.
 */
export interface ReplayJobs {
  readonly feed: Feed<ReplayJob[]>
  /** Wakes waiting loops when the requests change. */
  readonly requests: Feed<readonly ReplayRequest[]>
  /** The replays that are running or wait for another one, of this session or an earlier one. */
  unfinished(): readonly { readonly id: string; readonly dataset: DatasetName; readonly identity: string | null }[]
  add(
    job: Pick<ReplayJob, 'id' | 'file' | 'dataset' | 'speed' | 'bytes' | 'format'>,
    path: string,
    after?: string | null,
  ): Promise<void>
  /** The file is complete: its replay may start. `bytes` counts what it unpacks to. */
  ready(id: string, file: { readonly identity: string; readonly bytes: number }): Promise<void>
  /** Sets the speed of a replay, also of a running one. */
  changeSpeed(id: string, speed: ReplaySpeed): Promise<void>
  progress(progress: ReplayProgress): Promise<void>
  /** Saves the progress of all replays before a new session. */
  keep(): Promise<void>
  uploaded(id: string, bytes: number): void
  fail(id: string, error: FaultError): Promise<void>
  cancel(id: string): Promise<void>
  /** Ends `finishing` once the dataset's windows are reported. */
  finished(dataset: DatasetName): Promise<void>
  get(id: string): ReplayJob
  /**
   * The time up to which windows of the dataset may close, at a time of the clock: while replays run, the event time that they
   * have reached. The end of a replay closes the remaining windows, also those ahead of the clock.
   */
  horizon(dataset: DatasetName, now: number): number
}

export async function openReplayJobs(documents: Documents, clock: Clock): Promise<ReplayJobs> {
  const parsed = z.array(Kept).safeParse((await documents.read(DOCUMENT)) ?? [])
  if (!parsed.success) {
    throw new FaultError({
      code: 'settings-invalid',
      file: documents.path(DOCUMENT),
      problem: z.prettifyError(parsed.error),
    })
  }
  // An interrupted upload cannot be completed: its bytes came from a window that is closed.
  const all = new Map<string, Kept>(
    parsed.data.filter(({ job }) => job.state !== 'uploading').map((kept) => [kept.job.id, kept]),
  )
  const feed = createFeed<ReplayJob[]>([])
  const requests = createFeed<readonly ReplayRequest[]>([])

  const publish = () => {
    const sorted = [...all.values()].sort((a, b) => b.job.startedAt - a.job.startedAt)
    feed.publish(sorted.map(({ job }) => job))
    const isOver = (id: string | null) => {
      const state = id === null ? undefined : all.get(id)?.job.state
      return state !== 'running' && state !== 'uploading'
    }
    const running = sorted.filter(({ job, after }) => job.state === 'running' && isOver(after))
    const wanted = running.flatMap(({ job, path, identity }) =>
      identity === null ? [] : [{ ...requestOf(job), identity, path }],
    )
    if (JSON.stringify(wanted) !== JSON.stringify(requests.value)) requests.publish(wanted)
  }
  let savedAt = clock.elapsed()
  const save = async () => {
    savedAt = clock.elapsed()
    const newest = [...all.values()].sort((a, b) => b.job.startedAt - a.job.startedAt)
    await documents.write(
      DOCUMENT,
      newest.filter(({ job }, i) => i < KEPT || job.state === 'running' || job.state === 'finishing'),
    )
  }
  const change = (id: string, patch: Partial<ReplayJob>) => {
    const kept = all.get(id)
    if (kept) all.set(id, { ...kept, job: { ...kept.job, ...patch } })
    publish()
  }
  const keptOf = (id: string) => {
    const kept = all.get(id)
    if (!kept) throw new FaultError({ code: 'replay-unknown', id })
    return kept
  }
  publish()

  return {
    feed,
    requests,
    unfinished: () =>
      [...all.values()].flatMap(({ job, identity }) =>
        job.state === 'running' ? [{ id: job.id, dataset: job.dataset, identity }] : [],
      ),
    get: (id) => keptOf(id).job,
    async add(job, path, after = null) {
      const fresh = { ...NOT_BEGUN, earlier: null, fault: null, state: 'uploading', startedAt: clock.now() } as const
      all.set(job.id, { path, identity: null, after, job: { ...fresh, ...job } })
      publish()
    },
    uploaded: (id, bytesDone) => change(id, { bytesDone }),
    async ready(id, { identity, bytes }) {
      const kept = keptOf(id)
      if (kept.job.state !== 'uploading') throw new FaultError({ code: 'replay-unknown', id })
      const twin = [...all.values()].find(
        (k) => k.identity === identity && k.job.id !== id && k.job.state === 'running',
      )
      if (twin) throw new FaultError({ code: 'replay-running', file: twin.job.file })
      all.set(id, { ...kept, identity })
      change(id, { state: 'running', bytes, bytesDone: 0 })
      await save()
    },
    async changeSpeed(id, speed) {
      keptOf(id)
      change(id, { speed })
      await save()
    },
    async progress({ id, done, ...news }) {
      const before = all.get(id)?.job
      const state = before?.state
      // The other facts about the file's replays matter less than that its log was replaced.
      const figures = before?.earlier?.kind === 'log-replaced' ? { ...news, earlier: before.earlier } : news
      // Only at the end is it known that a file held no usable line.
      if (figures.fault !== null && (state === 'running' || state === 'finishing')) {
        change(id, { ...figures, state: 'failed' })
        await save()
      } else if (state === 'running') {
        change(id, { ...figures, state: done ? 'finishing' : 'running' })
        if (done || clock.elapsed() - savedAt >= SAVE_MS) await save()
      }
    },
    keep: save,
    async fail(id, error) {
      if (keptOf(id).job.state !== 'uploading') return
      change(id, { state: 'failed', fault: error.fault })
      await save()
    },
    async cancel(id) {
      const { state } = keptOf(id).job
      if (state === 'running' || state === 'uploading') change(id, { state: 'cancelled' })
      await save()
    },
    async finished(dataset) {
      const over = [...all.values()].filter(({ job }) => job.dataset === dataset && job.state === 'finishing')
      for (const { job } of over) change(job.id, { state: 'done' })
      if (over.length > 0) await save()
    },
    horizon(dataset, now) {
      const ofDataset = [...all.values()].flatMap(({ job }) => (job.dataset === dataset ? [job] : []))
      const running = ofDataset.filter(({ state }) => state === 'running')
      if (running.length > 0) return Math.min(now, ...running.map((job) => job.eventTime ?? Number.NEGATIVE_INFINITY))
      return ofDataset.some(({ state }) => state === 'finishing') ? Number.POSITIVE_INFINITY : now
    },
  }
}

function requestOf({ id, file, dataset, speed, bytes, ...job }: ReplayJob): Omit<ReplayRequest, 'identity' | 'path'> {
  const { bytesDone, lines, events, deadLetters, firstEventTime, eventTime, format } = job
  return {
    id,
    file,
    dataset,
    speed,
    bytes,
    format,
    reached: { bytesDone, lines, events, deadLetters, firstEventTime, eventTime },
  }
}
