import type { Clock } from '@main/ports/clock'
import type { Documents } from '@main/ports/documents'
import { createFeed, type Feed } from '@main/signals/feed'
import { FaultError } from '@shared/model/fault'
import { HISTORY_MINUTES, HISTORY_MS, HistoryJob } from '@shared/model/history'
import { type WindowStart, windowOf } from '@shared/model/window'
import type { HistoryProgress, HistoryRequest } from './stage'

const DOCUMENT = 'history.json'
/** The progress is saved at least this often: if the log is removed, the progress in it is gone. */
const SAVE_MS = 2_000

/** The one request for history of a data directory, and its progress. */
export interface HistoryKeeper {
  readonly feed: Feed<HistoryJob | null>
  /** What the source has to make; null when there is nothing to do. */
  readonly request: Feed<HistoryRequest | null>
  /** Throws `history-there`. */
  start(wish: HistoryWish): Promise<void>
  cancel(): Promise<void>
  progress(progress: HistoryProgress): Promise<void>
  /** All of its windows are reported. */
  finished(): Promise<void>
  /** Saves the progress. */
  keep(): Promise<void>
  /** The time up to which windows may close: while history is made, only what it has reached. */
  horizon(): number
}

export interface HistoryWish {
  /** Events a second. */
  readonly rate: number
  /** All windows that are known, in any order. */
  readonly known: readonly WindowStart[]
}

/** An unreadable document is treated as missing: only the progress in the log decides what is made again. */
export async function openKeptHistory(documents: Documents, clock: Clock): Promise<HistoryKeeper> {
  const kept = HistoryJob.safeParse(await documents.read(DOCUMENT).catch(() => null))
  const feed = createFeed<HistoryJob | null>(null)
  const request = createFeed<HistoryRequest | null>(null)
  let savedAt = clock.elapsed()
  const publish = (job: HistoryJob | null) => {
    feed.publish(job)
    const next = job?.state === 'running' ? requestOf(job) : null
    if (JSON.stringify(next) !== JSON.stringify(request.value)) request.publish(next)
  }
  const save = async () => {
    savedAt = clock.elapsed()
    if (feed.value) await documents.write(DOCUMENT, feed.value)
  }
  publish(kept.success ? kept.data : null)

  return {
    feed,
    request,
    async start(wish) {
      const refused = refusalOf(feed.value, wish.known)
      if (refused) throw new FaultError(refused)
      publish({ ...(feed.value ?? jobOf(wish, clock.now())), state: 'running', fault: null })
      await save()
    },
    async cancel() {
      if (feed.value?.state !== 'running') return
      publish({ ...feed.value, state: 'cancelled' })
      await save()
    },
    async progress(news) {
      const job = feed.value
      if (job?.state !== 'running') return
      const state = news.fault ? 'failed' : news.reached >= job.to ? 'finishing' : 'running'
      publish({ ...job, ...news, state })
      if (state !== 'running' || clock.elapsed() - savedAt >= SAVE_MS) await save()
    },
    async finished() {
      if (feed.value?.state !== 'finishing') return
      publish({ ...feed.value, state: 'done' })
      await save()
    },
    keep: save,
    horizon: () => (feed.value?.state === 'running' ? feed.value.reached : Number.POSITIVE_INFINITY),
  }
}

function jobOf({ rate, known }: HistoryWish, startedAt: number): Omit<HistoryJob, 'state' | 'fault'> {
  const to = Math.min(windowOf(startedAt), ...known)
  const from = to - HISTORY_MS
  return { from, to, rate, events: 0, reached: from, startedAt }
}

function requestOf({ from, to, rate, events, reached }: HistoryJob): HistoryRequest {
  return { from, to, rate, events, reached }
}

/** Why history cannot be requested now; null when it can. A stopped job continues, whatever was made since. */
export function refusalOf(job: HistoryJob | null, known: readonly WindowStart[]): FaultError['fault'] | null {
  const stopped = job?.state === 'cancelled' || job?.state === 'failed'
  if (job) return stopped ? null : { code: 'history-there', minutes: HISTORY_MINUTES }
  return known.length < HISTORY_MINUTES ? null : { code: 'history-there', minutes: known.length }
}
