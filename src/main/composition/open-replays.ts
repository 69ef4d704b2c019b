import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApiContext } from '@main/api/context'
import { followFiles } from '@main/pipeline/follow-files'
import { openReplayJobs } from '@main/pipeline/replay-jobs'
import type { ReplayProgress } from '@main/pipeline/stage'
import type { WindowTracker } from '@main/pipeline/windows/window-tracker'
import type { Clock } from '@main/ports/clock'
import type { DatasetName } from '@shared/model/dataset'
import { folderDocuments } from '../adapters/folder/json-documents'
import { folderReplayUploads } from '../adapters/folder/replay-uploads'
import { followedFiles } from '../adapters/line-file/followed-files'

export interface Replays {
  readonly group: ApiContext['replays']
  /** The time up to which windows of the dataset may close, epoch ms. */
  horizon(dataset: DatasetName): number
  /** The source makes no more events: the remaining windows may close. */
  sourceEnded(): void
  /** Saves a replay's news from the source. Removes its uploaded file at its end. */
  progress(progress: ReplayProgress, tracker: WindowTracker): Promise<void>
  /** Ends the dataset's replays whose file is in the log, once all of its windows are reported and balance. */
  finish(dataset: DatasetName, tracker: WindowTracker): Promise<void>
  /** Looks for new lines of followed files until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  /** Saves the progress of each replay. */
  close(): Promise<void>
}

export async function openReplays(stateDir: string, sampleFile: string, clock: Clock): Promise<Replays> {
  const files = folderReplayUploads(join(stateDir, 'uploads'))
  const jobs = await openReplayJobs(folderDocuments(stateDir), clock)
  await files.keepOnly(jobs.unfinished().map(({ id }) => id))
  let ended = false

  const finish = async (dataset: DatasetName, tracker: WindowTracker) => {
    if (!jobs.feed.value.some((job) => job.dataset === dataset && job.state === 'finishing')) return
    await tracker.refresh(dataset)
    if (tracker.unextracted(dataset, Number.POSITIVE_INFINITY).length > 0) return
    if ((await tracker.unbalanced(dataset)).length === 0) await jobs.finished(dataset)
  }

  return {
    group: { jobs, files, sample: () => readFile(sampleFile), followed: followedFiles },
    horizon: (dataset) => jobs.horizon(dataset, ended ? Number.POSITIVE_INFINITY : clock.now()),
    sourceEnded() {
      ended = true
    },
    async progress(progress, tracker) {
      await jobs.progress(progress)
      if (progress.done || progress.fault) await files.remove(progress.id)
      await finish(jobs.get(progress.id).dataset, tracker)
    },
    finish,
    run: (signal) => followFiles(jobs, followedFiles, clock, signal),
    close: () => jobs.keep(),
  }
}
