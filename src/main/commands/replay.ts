import { randomUUID } from 'node:crypto'
import { datasetOf } from '@main/api/dataset-of'
import type { Session } from '@main/composition/session'
import { lineParserOf } from '@main/pipeline/source/choose-line-parser'
import { previewLog } from '@main/pipeline/source/preview-log'
import type { FollowedFiles } from '@main/ports/followed-files'
import { FaultError, withFileName } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { LogFormat } from '@shared/model/log-format'
import type { ReplayJob, ReplaySpeed } from '@shared/model/replay'
import { StageId } from '@shared/model/stage'
import { type BackendOptions, backendChange } from './backend-options'
import { type InstallPaths, openPlainApp } from './install-paths'
import { printFaults } from './print-faults'
import { keepPipe, type ReplayInput, replayInputs } from './replay-inputs'
import { printPreview } from './replay-words'
import { printSummary, settled, summaryOf } from './run-summary'
import { INTERRUPTED, startNeededServices } from './start-needed-services'
import { printError, printJson } from './terminal'
import { unlessIncompatible } from './unless-incompatible'
import { allRead, followingStopped } from './watch-replays'
import { withSession } from './with-session'

export interface ReplayOptions extends BackendOptions {
  readonly dataDir: string
  readonly dataset: string
  readonly speed: ReplaySpeed
  readonly format?: Exclude<LogFormat['name'], 'pattern'>
  readonly pattern?: string
  readonly preview?: true
  /** Goes on with lines that are added later, until the signal aborts. */
  readonly follow?: true
  readonly json?: true
}

/** Replays files one after another to their end, or goes on where an interrupted replay of the same files stopped, and prints a summary. */
export async function replay(
  paths: InstallPaths,
  args: readonly string[],
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
  // Once a followed file is stopped, the rest of it is stored and reported.
  const over = options.follow ? running.signal : AbortSignal.any([signal, running.signal])
  const ended = app.run(over)
  const quiet = options.json ?? false
  let troubles = Promise.resolve()
  try {
    if (first.refusal) throw new FaultError(first.refusal)
    datasetOf(first, options.dataset)
    const inputs = await replayInputs(args, options.follow)
    if (options.preview) return await printPreviews(first, inputs, options, signal)
    if (!(await startNeededServices(first, signal))) return
    const ids = await requestAll(first, inputs, options, signal)
    first.flow.runner.want(StageId.options, true)
    troubles = printFaults(app, running.signal)
    const startedAt = clock.elapsed()
    const completed = async (session: Session, over: AbortSignal) => {
      if (options.follow) await followingStopped(session, ids, quiet, AbortSignal.any([signal, over]))
      const jobs = await allRead(session, ids, quiet, over)
      if (over.aborted) return null
      const faults = jobs.flatMap(({ fault }) => fault ?? [])
      for (const fault of faults.slice(1)) printError(faultMessage(fault))
      if (faults[0]) throw new FaultError(faults[0])
      await settled(session, options.dataset, over)
      if (over.aborted) return null
      const sum = (of: (job: ReplayJob) => number) => jobs.reduce((total, job) => total + of(job), 0)
      const times = jobs.flatMap(({ firstEventTime, eventTime }) => [firstEventTime ?? [], eventTime ?? []].flat())
      return summaryOf(
        session,
        options.dataset,
        times.length === 0 ? { from: 0, to: 0 } : { from: Math.min(...times), to: Math.max(...times) },
        {
          appended: sum((job) => job.events - (job.earlier?.events ?? 0)),
          seconds: (clock.elapsed() - startedAt) / 1_000,
          fileDeadLetters: sum((job) => job.deadLetters),
        },
      )
    }
    const summary = await withSession(
      app,
      (session, until) => unlessIncompatible(session, options.dataset, until, (ends) => completed(session, ends)),
      over,
    )
    if (summary) printSummary(summary, options.json ?? false)
    else process.exitCode = INTERRUPTED
  } finally {
    running.abort()
    await Promise.all([ended, troubles])
  }
}

/** Each job waits for the one before, so that events come in the order of the files. */
async function requestAll(
  session: Session,
  inputs: readonly ReplayInput[],
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<string[]> {
  const ids: string[] = []
  // Followed files have no end that another one could wait for.
  const after = () => (options.follow ? null : (ids.at(-1) ?? null))
  for (const input of inputs) ids.push(await request(session, input, options, after(), signal))
  // Two copies of one file are one job.
  return [...new Set(ids)]
}

/** The job: that of an interrupted replay of the same file, or a new one. */
async function request(
  session: Session,
  input: ReplayInput,
  options: ReplayOptions,
  after: string | null,
  signal: AbortSignal,
): Promise<string> {
  const dataset = datasetOf(session, options.dataset)
  const { name } = dataset
  const format = formatOf(options)
  // Refuses a format that the dataset does not take, and a pattern that cannot be used.
  if (format) lineParserOf(dataset, format, null)
  const { jobs, files, followed: onDisk } = session.replays
  const id = randomUUID()
  if (options.follow && input.isPipe)
    throw new FaultError({ code: 'replay-file-unreadable', file: input.name, reason: ENDLESS_PIPE })
  const path = input.isPipe ? files.path(id) : input.path
  const followed = jobs.unfinished().find((known) => known.follow && known.path === path && known.dataset === name)
  if (followed && options.follow) return followed.id
  if (followed) await jobs.endFollowing(followed.id)
  const found = await (input.isPipe
    ? pipeIdentity(session, input, id, signal)
    : options.follow
      ? wholeLinesNow(onDisk, path, signal)
      : session.ports.lines.identity(path, signal))
  const interrupted = jobs.unfinished().find((known) => known.identity === found.identity && known.dataset === name)
  if (interrupted) {
    if (input.isPipe) await files.remove(id)
    await jobs.changeSpeed(interrupted.id, options.speed)
    return interrupted.id
  }
  const job = {
    id,
    file: input.name,
    dataset: name,
    speed: options.speed,
    bytes: found.bytes,
    format,
    follow: options.follow ?? false,
  }
  await jobs.add(job, path, after)
  await jobs.ready(id, found)
  return id
}

/** What is there of a file that is to be followed; it may still be empty. */
async function wholeLinesNow(onDisk: FollowedFiles, path: string, signal: AbortSignal) {
  const place = await onDisk.place(path)
  if (place === null) throw new FaultError({ code: 'replay-file-missing', file: path })
  return { ...(await onDisk.wholeLines(path, 0, signal)), fileId: place.fileId }
}

/** Keeps what comes out of the pipe, unless it cannot be used. */
async function pipeIdentity(
  { replays: { files }, ports }: Session,
  input: ReplayInput,
  id: string,
  signal: AbortSignal,
) {
  const path = files.path(id)
  try {
    await keepPipe(input, id, files, signal)
    return await ports.lines.identity(path, signal)
  } catch (thrown) {
    await files.remove(id)
    throw withFileName(thrown, path, input.name)
  }
}

function formatOf({ format, pattern }: ReplayOptions): LogFormat | null {
  if (pattern !== undefined) return { name: 'pattern', pattern }
  return format === undefined ? null : { name: format }
}

const ENDLESS_PIPE = 'a pipe is always read to its end; leave out --follow, or name the file that it comes from'
const NO_PIPE_PREVIEW = 'a pipe can be read only once; save its content as a file for the preview'

/** How the first lines of each file are read, without replaying them. */
async function printPreviews(
  session: Session,
  inputs: readonly ReplayInput[],
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<void> {
  const dataset = datasetOf(session, options.dataset)
  const { lines } = session.ports
  for (const { name, path, isPipe } of inputs) {
    if (isPipe) throw new FaultError({ code: 'replay-file-unreadable', file: name, reason: NO_PIPE_PREVIEW })
    const preview = previewLog(await lines.firstLines(path, signal), dataset, formatOf(options))
    if (options.json) printJson({ file: name, ...preview })
    else printPreview(name, preview)
  }
}
