import { randomUUID } from 'node:crypto'
import type { Clock } from '@main/ports/clock'
import type { Documents } from '@main/ports/documents'
import type { Feed } from '@main/signals/feed'
import type { DatasetName } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import type { ReplayJob, ReplaySpeed } from '@shared/model/replay'
import { type Kept, openKeptReplays } from './kept-replays'
import { NOT_BEGUN } from './source/replay-progress'
import type { ReplayProgress, ReplayRequest } from './stage'

/** A replay that waits until its file has more lines. */
export interface FollowedFile {
  readonly id: string
  /** Where its writer opens it, and where it is now. */
  readonly home: string
  readonly path: string
  readonly fileId: string | null
  /** When it was last seen at its home, epoch ms: files made later come after it. */
  readonly seenAt: number
  /** The last part that was to be replayed, from the file's beginning: its length, and whether it was read to its end. */
  readonly bytes: number
  readonly identity: string
  readonly isRead: boolean
}

/** A part from the beginning of a followed file that is to be replayed now. */
export type GrownFile = Pick<FollowedFile, 'path' | 'fileId' | 'bytes' | 'identity'>

/** The times of files may lag behind the clock by this. */
const FILE_TIME_MS = 20

/** What reading a followed file ends with while it is renamed or emptied. */
const ROTATED: readonly Fault['code'][] = ['replay-file-missing', 'replay-file-unreadable', 'replay-file-empty']

/**
 * All replays of the data directory: the requests, their progress, and the event time that each dataset has reached through them.
 */
export interface ReplayJobs {
  readonly feed: Feed<ReplayJob[]>
  /** Wakes waiting loops when the requests change. */
  readonly requests: Feed<readonly ReplayRequest[]>
  /** The replays that are running or wait for another one, of this session or an earlier one. */
  unfinished(): readonly (Pick<Kept, 'identity' | 'path'> & Pick<ReplayJob, 'id' | 'dataset' | 'follow'>)[]
  add(
    job: Pick<ReplayJob, 'id' | 'file' | 'dataset' | 'speed' | 'bytes' | 'format'> & { readonly follow?: boolean },
    path: string,
    after?: string | null,
  ): Promise<void>
  /** The file is complete: its replay may start. `bytes` counts what it unpacks to. */
  ready(
    id: string,
    file: { readonly identity: string; readonly bytes: number; readonly fileId?: string },
  ): Promise<void>
  /** Sets the speed of a replay, also of a running one. */
  changeSpeed(id: string, speed: ReplaySpeed): Promise<void>
  progress(progress: ReplayProgress): Promise<void>
  /** Saves the progress of all replays before a new session. */
  keep(): Promise<void>
  uploaded(id: string, bytes: number): void
  /** Those that wait for more lines. */
  followed(): readonly FollowedFile[]
  /** The followed file is at its home now. */
  seen(id: string): void
  /** A followed file has more lines: replays them. */
  grown(id: string, file: GrownFile): Promise<void>
  /** A new file at the same path is followed instead of this one. */
  succeed(id: string, file: GrownFile & { readonly born: number }): Promise<void>
  failFollowing(id: string, error: FaultError): Promise<void>
  /** No more lines of the file are replayed. */
  endFollowing(id: string): Promise<void>
  /** The replay itself, and those of the files that came after its own when it was rotated. */
  withSuccessors(id: string): readonly ReplayJob[]
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
  const replays = await openKeptReplays(documents, clock)
  const { all, keptOf, change, save } = replays
  const fresh = () => ({ ...NOT_BEGUN, earlier: null, fault: null, follow: false, startedAt: clock.now() })

  return {
    feed: replays.feed,
    requests: replays.requests,
    unfinished: () =>
      [...all.values()].flatMap(({ job: { id, dataset, follow, state }, identity, path }) =>
        state === 'running' || state === 'following' ? [{ id, dataset, follow, identity, path }] : [],
      ),
    get: (id) => keptOf(id).job,
    async add(job, path, after = null) {
      const links = { after, successorOf: null, fileId: null, renamed: null, seenAt: clock.now() - FILE_TIME_MS }
      all.set(job.id, { path, identity: null, ...links, job: { ...fresh(), state: 'uploading', ...job } })
      replays.publish()
    },
    uploaded: (id, bytesDone) => change(id, { bytesDone }),
    async ready(id, { identity, bytes, fileId = null }) {
      const kept = keptOf(id)
      if (kept.job.state !== 'uploading') throw new FaultError({ code: 'replay-unknown', id })
      const twin = [...all.values()].find(
        (k) => k.identity === identity && k.job.id !== id && k.job.state === 'running',
      )
      if (twin) throw new FaultError({ code: 'replay-running', file: twin.job.file })
      all.set(id, { ...kept, identity, fileId })
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
      const keptEarlier = before?.earlier?.kind === 'log-replaced' || (before?.follow && before.events > 0)
      const figures = keptEarlier ? { ...news, earlier: before?.earlier ?? null } : news
      if (before?.follow && state === 'running' && figures.fault && ROTATED.includes(figures.fault.code)) {
        change(id, { state: 'following' })
        return
      }
      // Only at the end is it known that a file held no usable line.
      if (figures.fault !== null && (state === 'running' || state === 'finishing')) {
        change(id, { ...figures, state: 'failed' })
        await save()
      } else if (state === 'running') {
        change(id, { ...figures, state: !done ? 'running' : before?.follow ? 'following' : 'finishing' })
        if (done || replays.isSaveDue()) await save()
      }
    },
    keep: save,
    followed: () =>
      [...all.values()].flatMap(({ job, path, renamed, fileId, seenAt, identity }) =>
        job.state === 'following' && identity !== null
          ? [
              {
                id: job.id,
                home: path,
                path: renamed ?? path,
                fileId,
                seenAt,
                bytes: job.bytes,
                isRead: job.bytesDone >= job.bytes,
                identity,
              },
            ]
          : [],
      ),
    seen(id) {
      const kept = all.get(id)
      if (kept) all.set(id, { ...kept, seenAt: clock.now() - FILE_TIME_MS })
    },
    async grown(id, { path, fileId, identity, bytes }) {
      const kept = keptOf(id)
      if (kept.job.state !== 'following') return
      all.set(id, { ...kept, identity, fileId, renamed: path === kept.path ? null : path })
      change(id, { state: 'running', bytes })
      await save()
    },
    async succeed(id, { path, fileId, born, identity, bytes }) {
      const kept = keptOf(id)
      if (kept.job.state !== 'following') return
      const { file, dataset, speed, format } = kept.job
      const next = { ...fresh(), id: randomUUID(), file, dataset, speed, format, bytes, follow: true }
      const links = { after: null, renamed: path === kept.path ? null : path, successorOf: id }
      const follower: Kept = {
        path: kept.path,
        identity,
        fileId,
        seenAt: born,
        ...links,
        job: { ...next, state: 'running' },
      }
      all.set(next.id, follower)
      change(id, { state: 'finishing' })
      await save()
    },
    async failFollowing(id, { fault }) {
      if (keptOf(id).job.state === 'following') change(id, { state: 'failed', fault })
      await save()
    },
    async endFollowing(id) {
      const { state } = keptOf(id).job
      change(id, { follow: false, ...(state === 'following' && { state: 'finishing' }) })
      await save()
    },
    withSuccessors(id) {
      const found = [keptOf(id)]
      for (const one of found) found.push(...[...all.values()].filter(({ successorOf }) => successorOf === one.job.id))
      return found.map(({ job }) => job)
    },
    async fail(id, error) {
      if (keptOf(id).job.state !== 'uploading') return
      change(id, { state: 'failed', fault: error.fault })
      await save()
    },
    async cancel(id) {
      const { state } = keptOf(id).job
      if (state === 'running' || state === 'uploading' || state === 'following') change(id, { state: 'cancelled' })
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
