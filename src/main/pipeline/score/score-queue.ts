import type { Clock } from '@main/ports/clock'
import type { Documents } from '@main/ports/documents'
import { createFeed, type Feed } from '@main/signals/feed'
import { FaultError, faultOf } from '@shared/model/fault'
import { type Score, type ScoreProgress, ScoreResult, type ScoreStatus, type ScoreTask } from '@shared/model/score'

const DOCUMENT = 'score.json'

/** Runs a scoring on its own thread. Rejects on abort, and when the thread dies. */
export type Scorer = (task: ScoreTask, tell: (progress: ScoreProgress) => void, signal: AbortSignal) => Promise<Score>

/** One scoring at a time, and the last result, which is kept in the data directory. */
export interface ScoreQueue {
  readonly status: Feed<ScoreStatus>
  /** Throws `score-running`. Resolves at once; the status shows the outcome. */
  start(task: ScoreTask): void
  cancel(): void
  /** Runs the scorings requested with `start`, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

export async function openScoreQueue(documents: Documents, clock: Clock, scorer: Scorer): Promise<ScoreQueue> {
  // Discard a result of another version, or a damaged one: the next scoring replaces it.
  const kept = ScoreResult.safeParse(await documents.read(DOCUMENT).catch(() => null))
  const status = createFeed<ScoreStatus>({ running: null, last: kept.data ?? null, fault: null })
  const asked = createFeed<{ readonly task: ScoreTask; readonly stop: AbortController } | null>(null)

  const work = async (task: ScoreTask, signal: AbortSignal) => {
    const tell = (progress: ScoreProgress) => {
      const { running } = status.value
      if (running) status.publish({ ...status.value, running: { ...running, progress } })
    }
    try {
      signal.throwIfAborted()
      const last = { task, score: await scorer(task, tell, signal), endedAt: clock.now() }
      await documents.write(DOCUMENT, last)
      status.publish({ running: null, last, fault: null })
    } catch (thrown) {
      const fault = signal.aborted ? null : faultOf(thrown, 'The score')
      status.publish({ ...status.value, running: null, fault })
    }
  }

  return {
    status,
    start(task) {
      if (status.value.running) throw new FaultError({ code: 'score-running' })
      status.publish({ ...status.value, running: { task, startedAt: clock.now(), progress: null }, fault: null })
      asked.publish({ task, stop: new AbortController() })
    },
    cancel: () => asked.value?.stop.abort(),
    async run(signal) {
      for await (const one of asked.follow(signal)) {
        if (one) await work(one.task, AbortSignal.any([signal, one.stop.signal]))
      }
      status.publish({ ...status.value, running: null })
    },
  }
}
