import type { Session } from '@main/composition/session'
import { formatTitle } from '@shared/model/log-format'
import type { EarlierReplay, ReplayJob } from '@shared/model/replay'
import { followWords, replayProgressWords } from './replay-words'
import { printError, printProgress } from './terminal'

const EARLIER: Record<EarlierReplay['kind'], string> = {
  same: 'This file was replayed before, so nothing is added. These are the figures of that replay.',
  continued: 'An earlier replay of this file was interrupted. This one continues where it stopped.',
  grown: 'This file has grown since it was replayed. Only its new lines are added.',
  changed:
    'A file that starts like this one was replayed before, but this one differs further on (rotated, truncated or edited). All of its lines are added.',
  'log-replaced':
    'The log was removed or restored from an older copy. The replay continues after the last line it had written; events of the old log that were not stored yet are lost. To replay the whole file again, cancel this replay in the window and start another.',
}

/**
 * The jobs once all files are in the log, or once they have ended otherwise, with those of files that took the place of a followed one.
 * Their progress goes to standard error, on a terminal.
 */
export async function allRead(
  session: Session,
  ids: readonly string[],
  quiet: boolean,
  signal: AbortSignal,
): Promise<readonly ReplayJob[]> {
  const { clock } = session.ports
  const startedAt = clock.elapsed()
  return watch(session, ids, signal, (jobs) => {
    if (!quiet) printProgress(replayProgressWords(jobs, clock.elapsed() - startedAt))
    return jobs.every(({ state }) => state !== 'uploading' && state !== 'running')
  })
}

/** Resolves when the signal aborts, or when no file can be followed any more. From then on, no more lines of the files are replayed. */
export async function followingStopped(
  session: Session,
  ids: readonly string[],
  quiet: boolean,
  signal: AbortSignal,
): Promise<void> {
  const names = new Set(ids.map((id) => session.replays.jobs.get(id).file))
  printError(`Following ${[...names].join(', ')}. Press Ctrl+C to stop and to report what is there.`)
  const jobs = await watch(session, ids, signal, (all) => {
    if (!quiet) printProgress(followWords(all))
    return all.every(({ state }) => state === 'failed' || state === 'cancelled')
  })
  for (const { id, follow } of jobs) if (follow) await session.replays.jobs.endFollowing(id)
}

/** The jobs at last, once they are as wanted or the signal aborts. Says once how each file is read. */
async function watch(
  { replays }: Session,
  ids: readonly string[],
  signal: AbortSignal,
  isOver: (jobs: readonly ReplayJob[]) => boolean,
): Promise<readonly ReplayJob[]> {
  const said = new Set<string>()
  const say = (key: string, words: string) => {
    if (!said.has(key)) printError(words)
    said.add(key)
  }
  const current = () => ids.flatMap((id) => replays.jobs.withSuccessors(id))
  for await (const _ of replays.jobs.feed.follow(signal)) {
    const jobs = current()
    for (const job of jobs) {
      const of = ids.length > 1 ? `${job.file}: ` : ''
      if (job.format) say(`format ${job.file}`, `${of}Format: ${formatTitle(job.format)}.`)
      if (job.earlier) say(`earlier ${job.id}`, of + EARLIER[job.earlier.kind])
    }
    if (isOver(jobs)) break
  }
  return current()
}
