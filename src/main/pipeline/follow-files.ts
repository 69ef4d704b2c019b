import type { Clock } from '@main/ports/clock'
import type { FilePlace, FollowedFiles } from '@main/ports/followed-files'
import { FaultError } from '@shared/model/fault'
import type { FollowedFile, ReplayJobs } from './replay-jobs'

const LOOK_MS = 1_000
/** A look at a file that has grown reads all of it, to be sure that it is the same one: at most about a tenth of the time goes into it. */
const REST_FACTOR = 10

/**
 * Replays the lines that are added to followed files, until the signal aborts. When a log is rotated, the old file is read to its end
 * under its new name, and the new one is followed in its place.
 */
export async function followFiles(
  jobs: ReplayJobs,
  files: FollowedFiles,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const from = clock.elapsed()
    for (const file of jobs.followed()) {
      try {
        await look(jobs, files, file, signal)
      } catch (thrown) {
        if (signal.aborted) return
        const error = asFault(thrown)
        // Other faults pass: the file is being renamed or emptied, or the disk of the data directory is full. The next look tries again.
        if (error.fault.code !== 'replay-file-unreadable') continue
        // On a full disk the failure is saved later, with the next change.
        await jobs.failFollowing(file.id, error).catch(asFault)
      }
    }
    await clock.sleep(Math.max(LOOK_MS, REST_FACTOR * (clock.elapsed() - from)), signal)
  }
}

/** What is no fault is thrown again: it is a mistake in the program. */
function asFault(thrown: unknown): FaultError {
  if (thrown instanceof FaultError) return thrown
  throw thrown
}

async function look(jobs: ReplayJobs, files: FollowedFiles, file: FollowedFile, signal: AbortSignal): Promise<void> {
  const home = await files.place(file.home)
  const isHome = home !== null && (file.fileId === null || file.fileId === home.fileId)
  const path = isHome ? file.home : file.fileId && (await files.findRenamed(file.home, file.fileId))
  const place = isHome ? home : path ? await files.place(path) : null
  if (path && place && place.bytes >= file.bytes) {
    const isUnchanged = isHome && place.bytes === file.bytes && file.isRead
    const lines = isUnchanged ? null : await files.wholeLines(path, file.bytes, signal)
    if (lines === null || lines.knownIdentity === file.identity) {
      if (isHome) jobs.seen(file.id)
      if (lines === null) return
      // Its writer may still append to a renamed file, until it opens the new one.
      const isLast = !isHome && home !== null && home.bytes > 0
      const more = isLast || lines.bytes < file.bytes ? lines.all : lines
      if (!file.isRead || more.bytes > file.bytes) {
        return jobs.grown(file.id, { bytes: more.bytes, identity: more.identity, path, fileId: place.fileId })
      }
      if (isHome) return
    }
  }
  if (home) await takeNext(jobs, files, file, home, signal)
}

/** Follows the file that came next, once it has a line: a log may have been rotated more than once, or copied before it was emptied. */
async function takeNext(
  jobs: ReplayJobs,
  files: FollowedFiles,
  file: FollowedFile,
  home: FilePlace,
  signal: AbortSignal,
): Promise<void> {
  const atHome = { ...home, path: file.home }
  const next = (await files.findNext(file.home, file.fileId ?? home.fileId, file.seenAt)) ?? atHome
  if (next.bytes === 0) return
  const { bytes, identity } = await files.wholeLines(next.path, 0, signal)
  if (bytes > 0) await jobs.succeed(file.id, { ...next, bytes, identity })
}
