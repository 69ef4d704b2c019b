import type { Clock } from '@main/ports/clock'
import type { Documents } from '@main/ports/documents'
import { createFeed, type Feed } from '@main/signals/feed'
import { FaultError } from '@shared/model/fault'
import { ReplayJob, type ReplayState } from '@shared/model/replay'
import { z } from 'zod'
import type { ReplayRequest } from './stage'

const DOCUMENT = 'replays.json'
/** Of those that are over, the newest. */
const KEPT = 50
/** Not over: they go on in the next session. */
const UNFINISHED: readonly ReplayState[] = ['running', 'following', 'finishing']
/** The progress of running replays is saved at least this often: if the log is removed later, the progress in it is gone. */
const SAVE_MS = 2_000

export const Kept = z.object({
  job: ReplayJob,
  path: z.string(),
  identity: z.string().nullable(),
  /** The replay that this one waits for: files that belong together are read one after another. */
  after: z.string().nullable().default(null),
  /** The followed file, and its path if it was renamed since. */
  fileId: z.string().nullable().default(null),
  renamed: z.string().nullable().default(null),
  /** When the followed file was last seen at its path, epoch ms: what was made later comes after it. */
  seenAt: z.number().default(0),
  /** The replay of the file that this one took the place of. */
  successorOf: z.string().nullable().default(null),
})
export type Kept = z.infer<typeof Kept>

/** The replays of the data directory in their document, which survives a restart. */
export interface KeptReplays {
  readonly all: Map<string, Kept>
  readonly feed: Feed<ReplayJob[]>
  readonly requests: Feed<readonly ReplayRequest[]>
  /** Throws `replay-unknown`. */
  keptOf(id: string): Kept
  /** Changes the replay, if it is known, and publishes all. */
  change(id: string, patch: Partial<ReplayJob>): void
  publish(): void
  isSaveDue(): boolean
  save(): Promise<void>
}

/** Throws `settings-invalid`. */
export async function openKeptReplays(documents: Documents, clock: Clock): Promise<KeptReplays> {
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

  const newestFirst = () => [...all.values()].sort((a, b) => b.job.startedAt - a.job.startedAt)
  const publish = () => {
    const sorted = newestFirst()
    feed.publish(sorted.map(({ job }) => job))
    const isOver = (id: string | null) => {
      const state = id === null ? undefined : all.get(id)?.job.state
      return state !== 'running' && state !== 'uploading'
    }
    const running = sorted.filter(({ job, after }) => job.state === 'running' && isOver(after))
    const wanted = running.flatMap(({ job, path, renamed, fileId, identity }) =>
      identity === null ? [] : [{ ...requestOf(job), identity, fileId, path: renamed ?? path }],
    )
    if (JSON.stringify(wanted) !== JSON.stringify(requests.value)) requests.publish(wanted)
  }
  let savedAt = clock.elapsed()
  const save = async () => {
    savedAt = clock.elapsed()
    await documents.write(
      DOCUMENT,
      newestFirst().filter(({ job }, i) => i < KEPT || UNFINISHED.includes(job.state)),
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
  const isSaveDue = () => clock.elapsed() - savedAt >= SAVE_MS
  return { all, feed, requests, keptOf, change, publish, isSaveDue, save }
}

function requestOf({
  id,
  file,
  dataset,
  speed,
  bytes,
  follow,
  ...job
}: ReplayJob): Omit<ReplayRequest, 'identity' | 'fileId' | 'path'> {
  const { bytesDone, lines, events, deadLetters, firstEventTime, eventTime, format } = job
  return {
    id,
    file,
    dataset,
    speed,
    bytes,
    follow,
    format,
    reached: { bytesDone, lines, events, deadLetters, firstEventTime, eventTime },
  }
}
