import { randomUUID } from 'node:crypto'
import { basename, resolve } from 'node:path'
import { datasetOf } from '@main/api/dataset-of'
import type { Session } from '@main/composition/session'
import { FaultError } from '@shared/model/fault'
import type { EarlierReplay, ReplayJob, ReplaySpeed } from '@shared/model/replay'
import { StageId } from '@shared/model/stage'
import { type BackendOptions, backendChange } from './backend-options'
import { type InstallPaths, openPlainApp } from './install-paths'
import { printFaults } from './print-faults'
import { printSummary, settled, summaryOf } from './run-summary'
import { INTERRUPTED, startNeededServices } from './start-needed-services'
import { printError, printProgress } from './terminal'
import { withSession } from './with-session'

const EARLIER: Record<EarlierReplay['kind'], string> = {
  same: 'This file was replayed before, so nothing is added. These are the figures of that replay.',
  continued: 'An earlier replay of this file was interrupted. This one continues where it stopped.',
  grown: 'This file has grown since it was replayed. Only its new lines are added.',
  changed:
    'A file that starts like this one was replayed before, but this one differs further on (rotated, truncated or edited). All of its lines are added.',
  'log-replaced':
    'The log was removed or restored from an older copy. The replay continues after the last line it had written; events of the old log that were not stored yet are lost. To replay the whole file again, cancel this replay in the window and start another.',
}

export interface ReplayOptions extends BackendOptions {
  readonly dataDir: string
  readonly dataset: string
  readonly speed: ReplaySpeed
  readonly json?: true
}

/** Replays a file to its end, or goes on where an interrupted replay of the same file stopped, and prints a summary. */
export async function replay(
  paths: InstallPaths,
  file: string,
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<void> {
  const app = await openPlainApp(paths, options.dataDir, {
    ...backendChange(options),
    analysis: { scheduler: 'croner' },
    producer: { enabled: false },
  })
  const first = app.current()
  const { clock } = first.ports
  const running = new AbortController()
  const ended = app.run(AbortSignal.any([signal, running.signal]))
  let troubles = Promise.resolve()
  try {
    if (first.refusal) throw new FaultError(first.refusal)
    if (!(await startNeededServices(first, signal))) return
    const id = await request(first, resolve(file), options, signal)
    first.flow.runner.want(StageId.options, true)
    troubles = printFaults(app, running.signal)
    const startedAt = clock.elapsed()
    const completed = async (session: Session, over: AbortSignal) => {
      const job = await followed(session, id, options.json ?? false, over)
      if (over.aborted) return null
      if (job.fault) throw new FaultError(job.fault)
      await settled(session, options.dataset, over)
      if (over.aborted) return null
      return summaryOf(
        session,
        options.dataset,
        { from: job.firstEventTime ?? 0, to: job.eventTime ?? 0 },
        {
          appended: job.events - (job.earlier?.events ?? 0),
          seconds: (clock.elapsed() - startedAt) / 1_000,
          fileDeadLetters: job.deadLetters,
        },
      )
    }
    const summary = await withSession(app, completed, signal)
    if (summary) printSummary(summary, options.json ?? false)
    else process.exitCode = INTERRUPTED
  } finally {
    running.abort()
    await Promise.all([ended, troubles])
  }
}

/** The job: that of an interrupted replay of the same file, or a new one. */
async function request(session: Session, path: string, options: ReplayOptions, signal: AbortSignal) {
  const { name } = datasetOf(session, options.dataset)
  if (name !== 'access_log') throw new FaultError({ code: 'replay-unsupported', dataset: name })
  const { identity, bytes } = await session.ports.lines.identity(path, signal)
  const interrupted = session.replays.jobs.requests.value.find(
    (known) => known.identity === identity && known.dataset === name,
  )
  if (interrupted) {
    await session.replays.jobs.changeSpeed(interrupted.id, options.speed)
    return interrupted.id
  }
  const id = randomUUID()
  await session.replays.jobs.add({ id, file: basename(path), dataset: name, speed: options.speed, bytes }, path)
  await session.replays.jobs.ready(id, identity)
  return id
}

/** The job once the whole file is in the log, or once it has ended otherwise. Its progress goes to standard error, on a terminal. */
async function followed(session: Session, id: string, quiet: boolean, signal: AbortSignal): Promise<ReplayJob> {
  let said = false
  for await (const _ of session.replays.jobs.feed.follow(signal)) {
    const job = session.replays.jobs.get(id)
    if (job.earlier && !said) printError(EARLIER[job.earlier.kind])
    said ||= job.earlier !== null
    if (!quiet) {
      const percent = Math.floor((job.bytesDone / Math.max(1, job.bytes)) * 100)
      printProgress(`${percent} % · ${job.events.toLocaleString('en')} events · ${job.deadLetters} dead letters `)
    }
    if (job.state !== 'uploading' && job.state !== 'running') break
  }
  return session.replays.jobs.get(id)
}
