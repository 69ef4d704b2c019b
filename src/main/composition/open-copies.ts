import { copyData } from '@main/pipeline/copy/copy-data'
import { type CopyJobs, openCopyJobs } from '@main/pipeline/copy/copy-jobs'
import type { CopyReport, CopySide } from '@main/pipeline/copy/copy-side'
import { removeCopy } from '@main/pipeline/copy/remove-copy'
import type { Runner } from '@main/pipeline/runner'
import { readReports } from '@main/pipeline/windows/rebuild-ledger'
import type { WindowTracker } from '@main/pipeline/windows/window-tracker'
import type { ChosenBackend } from '@shared/model/app'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { StageId, StageStatus } from '@shared/model/stage'
import type { SettingsStore } from '../api/context'
import type { Backend } from '../backends/backend'
import type { Documents } from '../ports/documents'
import type { WatchedServices } from '../services/watched-services'
import { usedAfter } from './checked-settings'
import { createSinkOf } from './copy-sink'
import { type OpenTarget, withTarget } from './copy-target'

export interface CopiesOptions {
  readonly backend: Backend
  readonly datasets: readonly Dataset[]
  /** The folder of the built modules, including the worker. */
  readonly moduleDir: URL
  readonly documents: Documents
  readonly settings: SettingsStore
  readonly services: Pick<WatchedServices, 'start' | 'whenHealthy'>
  readonly runner: Runner
  readonly tracker: WindowTracker
  readonly openTarget: OpenTarget
}

/** What reads and stores while the source is copied. */
const KEPT: readonly StageId[] = ['log', 'store']
const STOPPED: readonly StageId[] = ['source', 'sink', 'extract', 'analyse', 'report']

/**
 * Copies from this session's backend, whose other stages are stopped meanwhile; those of a read-only environment never run. After a whole
 * copy they stay stopped, so that both backends hold the same; otherwise they run again.
 */
export function openCopies(options: CopiesOptions): Promise<CopyJobs> {
  const { backend, datasets, documents, settings, runner, tracker } = options
  const sinkOf = createSinkOf(options)
  const { ttlDays } = settings.feed.value.store
  const sideOf = (one: Backend, of: readonly Dataset[]): CopySide => ({
    name: one.name,
    readOnly: one.refusal !== null,
    datasets: of,
    ports: one.ports,
    runSink: sinkOf(one, of),
  })
  const refuseWhileSending = async () => {
    let letters = 0
    for (const { sending } of (await backend.ports.resends.openCounts()).values()) letters += sending
    if (letters > 0) throw new FaultError({ code: 'copy-beside-resend', letters })
    for (const { name } of datasets) {
      const waiting = await backend.ports.intake.waiting(name, 0, 1)
      if (waiting.length > 0) throw new FaultError({ code: 'copy-beside-intake', dataset: name })
    }
  }
  const copyTo = (id: string, to: ChosenBackend, report: CopyReport, signal: AbortSignal) =>
    withTarget(options, to, signal, (target, of) => {
      const source = sideOf(backend, datasets)
      return copyData({ id, source, target: sideOf(target, of), datasets, ttlDays, report, signal })
    })
  return openCopyJobs(documents, backend.ports.clock, {
    async copy(id, to, report, signal) {
      if (backend.refusal) {
        // No stage runs there. Reports that others have written since the last look belong to the copy.
        await readReports({ ports: backend.ports, datasets, tracker, signal })
        return await copyTo(id, to, report, signal)
      }
      // What was sent is in one log only, and the other backend could send it once more. What waits for the log would stay behind.
      await refuseWhileSending()
      const before = STOPPED.filter((stage) => runner.wanted(stage))
      let equal = false
      try {
        runner.want(STOPPED, false)
        runner.want(KEPT, true)
        await untilStages(runner, isQuiet, signal)
        equal = await copyTo(id, to, report, signal)
        return equal
      } finally {
        if (!equal) runner.want(before, true)
      }
    },
    remove: (to, signal) =>
      withTarget(options, to, signal, (target, of) => removeCopy(sideOf(target, of), ttlDays, signal)),
  })
}

function isQuiet({ id, state }: StageStatus): boolean {
  return KEPT.includes(id) ? state.state === 'running' : state.state === 'stopped'
}

async function untilStages({ feed }: Runner, are: (stage: StageStatus) => boolean, signal: AbortSignal): Promise<void> {
  for await (const stages of feed.follow(signal)) if (stages.every(are)) return
  signal.throwIfAborted()
}

/** The same settings, which refuse a backend that holds an unfinished copy. */
export function settingsBesideCopies(settings: SettingsStore, copies: Pick<CopyJobs, 'refuse'>): SettingsStore {
  return {
    feed: settings.feed,
    async change(change) {
      if (change.backend !== undefined || change.environment !== undefined) {
        copies.refuse(usedAfter(settings.feed.value, change))
      }
      return settings.change(change)
    },
  }
}
