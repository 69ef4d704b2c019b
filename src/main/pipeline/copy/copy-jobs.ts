import { randomUUID } from 'node:crypto'
import type { Clock } from '@main/ports/clock'
import type { Documents } from '@main/ports/documents'
import { createFeed, type Feed } from '@main/signals/feed'
import { type ChosenBackend, isSameBackend } from '@shared/model/app'
import { CopyJob, type CopyState, isMoving, isUnfinished, NOTHING_COPIED, sourceOf, targetOf } from '@shared/model/copy'
import { FaultError, faultOf } from '@shared/model/fault'
import { z } from 'zod'
import { unfinishedCopy } from './copy-marks'
import type { CopyReport } from './copy-side'
import { createSpeed } from './copy-speed'

const DOCUMENT = 'copies.json'
/** The figures are saved at least this often, to be shown after a kill. */
const SAVE_MS = 2_000
/** Differences kept for display. */
const MOST_DIFFERENCES = 50

const NO_OUTCOME = { eventsPerSecond: null, secondsLeft: null, differences: [], fault: null }

/** The copies of a data directory, the newest of each target. One moves at a time. */
export interface CopyJobs {
  readonly feed: Feed<CopyJob[]>
  /**
   * Starts a copy, or continues the unfinished one. Throws `copy-same-backend`, `copy-two-environments`, `copy-running`,
   * `copy-unfinished`.
   */
  start(from: ChosenBackend, to: ChosenBackend): Promise<void>
  /** What was copied stays, so that the copy can be continued or removed. */
  cancel(to: ChosenBackend): void
  /** Removes an unfinished copy from its target. Throws `copy-running`. */
  remove(from: ChosenBackend, to: ChosenBackend): Promise<void>
  /** Throws when the backend cannot be used, because it holds an unfinished copy. */
  refuse(backend: ChosenBackend): void
  /** Throws `copy-running` while stages must not start, because their data is being copied. */
  refuseStages(): void
  /** Cancels what is running. Resolves once it has ended. */
  close(): Promise<void>
}

export interface CopyWork {
  /** Resolves with whether the target is equal. */
  copy(id: string, to: ChosenBackend, report: CopyReport, signal: AbortSignal): Promise<boolean>
  remove(to: ChosenBackend, signal: AbortSignal): Promise<void>
}

/** An unreadable document is treated as missing: the target's log says as well that its copy is unfinished. */
export async function openCopyJobs(documents: Documents, clock: Clock, work: CopyWork): Promise<CopyJobs> {
  const kept = z.array(CopyJob).safeParse(await documents.read(DOCUMENT).catch(() => null))
  const interrupted = (job: CopyJob): CopyJob => (isMoving(job) ? { ...job, state: 'cancelled' } : job)
  const feed = createFeed<CopyJob[]>(kept.success ? kept.data.map(interrupted) : [])
  let running: { readonly to: ChosenBackend; readonly stop: AbortController; readonly ended: Promise<void> } | null =
    null

  const isAt = (to: ChosenBackend) => (job: CopyJob) => isSameBackend(targetOf(job), to)
  const jobOf = (to: ChosenBackend) => feed.value.find(isAt(to))
  const publish = (job: CopyJob) => {
    const hasSameTarget = isAt(targetOf(job))
    feed.publish([job, ...feed.value.filter((one) => !hasSameTarget(one))])
  }
  const change = (to: ChosenBackend, part: Partial<CopyJob>) => {
    const job = jobOf(to)
    if (job) publish({ ...job, ...part })
  }
  let savedAt = clock.elapsed()
  const save = async () => {
    savedAt = clock.elapsed()
    await documents.write(DOCUMENT, feed.value)
  }
  /** What cannot be saved now is saved with the next figures. At the end, the target's log says as well whether the copy is whole. */
  const trySave = () => save().catch(() => undefined)
  const refuseWhileRunning = () => {
    if (running) throw new FaultError({ code: 'copy-running', to: running.to.backend })
  }
  const refuse = (backend: ChosenBackend) => {
    const job = jobOf(backend)
    if (job && isUnfinished(job)) throw unfinishedCopy(job)
  }
  const carryOut = (to: ChosenBackend, doIt: (signal: AbortSignal) => Promise<Partial<CopyJob>>) => {
    const stop = new AbortController()
    const ended = (async () => {
      const outcome = await doIt(stop.signal).catch((thrown: unknown): Partial<CopyJob> => {
        const state: CopyState = stop.signal.aborted ? 'cancelled' : 'failed'
        return { state, fault: state === 'failed' ? faultOf(thrown, 'Copy') : null }
      })
      running = null
      change(to, { ...outcome, endedAt: clock.now(), eventsPerSecond: null, secondsLeft: null })
      await trySave()
    })()
    running = { to, stop, ended }
  }

  return {
    feed,
    async start(from, to) {
      if (isSameBackend(from, to)) throw new FaultError({ code: 'copy-same-backend', backend: to.backend })
      // A job names one environment only.
      if (from.environment !== null && to.environment !== null) {
        throw new FaultError({ code: 'copy-two-environments', from: from.environment, to: to.environment })
      }
      refuseWhileRunning()
      refuse(from)
      const before = jobOf(to)
      const unfinished = before && isUnfinished(before) ? before : null
      if (unfinished && !isSameBackend(sourceOf(unfinished), from)) throw unfinishedCopy(unfinished)
      const job = unfinished ?? newJob(from, to)
      publish({ ...job, state: 'running', step: 'opening', startedAt: clock.now(), endedAt: null, ...NO_OUTCOME })
      carryOut(to, async (signal) => {
        const equal = await work.copy(job.id, to, reportOf(to), signal)
        return { state: equal ? 'done' : 'different' }
      })
      await save()
    },
    cancel(to) {
      if (running && isSameBackend(running.to, to)) running.stop.abort()
    },
    async remove(from, to) {
      refuseWhileRunning()
      // The target's log may know of a copy that this data directory does not.
      publish({ ...(jobOf(to) ?? newJob(from, to)), state: 'removing', ...NO_OUTCOME })
      carryOut(to, async (signal) => {
        await work.remove(to, signal)
        return { state: 'cancelled', claimed: false, figures: NOTHING_COPIED }
      })
      await save()
    },
    refuse,
    refuseStages() {
      const job = feed.value.find(({ state }) => state === 'running')
      if (job) throw new FaultError({ code: 'copy-running', to: job.to })
    },
    async close() {
      running?.stop.abort()
      await running?.ended
    },
  }

  function newJob(from: ChosenBackend, to: ChosenBackend): CopyJob {
    return {
      id: randomUUID(),
      from: from.backend,
      to: to.backend,
      environment: to.environment ?? from.environment,
      state: 'running',
      step: 'opening',
      claimed: false,
      startedAt: clock.now(),
      endedAt: null,
      figures: NOTHING_COPIED,
      ...NO_OUTCOME,
    }
  }

  function reportOf(to: ChosenBackend): CopyReport {
    const speed = createSpeed(clock)
    return {
      claimed() {
        change(to, { claimed: true })
        void trySave()
      },
      step: (step) => change(to, { step, eventsPerSecond: null, secondsLeft: null }),
      figures(part) {
        const job = jobOf(to)
        if (!job) return
        const figures = { ...job.figures, ...part }
        change(to, { figures, ...(job.step === 'events' ? speed(figures) : {}) })
        if (clock.elapsed() - savedAt >= SAVE_MS) void trySave()
      },
      difference(difference) {
        const differences = jobOf(to)?.differences ?? []
        if (differences.length < MOST_DIFFERENCES) change(to, { differences: [...differences, difference] })
      },
    }
  }
}
