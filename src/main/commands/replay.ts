import { randomUUID } from 'node:crypto'
import { datasetOf } from '@main/api/dataset-of'
import type { Session } from '@main/composition/session'
import { lineParserOf } from '@main/pipeline/source/line-parsers'
import { previewLog } from '@main/pipeline/source/preview-log'
import { FaultError, withFileName } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { formatTitle, type LogFormat } from '@shared/model/log-format'
import type { EarlierReplay, ReplayJob, ReplaySpeed } from '@shared/model/replay'
import { StageId } from '@shared/model/stage'
import { type BackendOptions, backendChange } from './backend-options'
import { type InstallPaths, openPlainApp } from './install-paths'
import { printFaults } from './print-faults'
import { keepPipe, type ReplayInput, replayInputs } from './replay-inputs'
import { printPreview, replayProgressWords } from './replay-words'
import { printSummary, settled, summaryOf } from './run-summary'
import { INTERRUPTED, startNeededServices } from './start-needed-services'
import { printError, printJson, printProgress } from './terminal'
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
  readonly format?: Exclude<LogFormat['name'], 'pattern'>
  readonly pattern?: string
  readonly preview?: true
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
  const ended = app.run(AbortSignal.any([signal, running.signal]))
  let troubles = Promise.resolve()
  try {
    if (first.refusal) throw new FaultError(first.refusal)
    datasetOf(first, options.dataset)
    const inputs = await replayInputs(args)
    if (options.preview) return await printPreviews(first, inputs, options, signal)
    if (!(await startNeededServices(first, signal))) return
    const ids = await requestAll(first, inputs, options, signal)
    first.flow.runner.want(StageId.options, true)
    troubles = printFaults(app, running.signal)
    const startedAt = clock.elapsed()
    const completed = async (session: Session, over: AbortSignal) => {
      const jobs = await followed(session, ids, options.json ?? false, over)
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
    const summary = await withSession(app, completed, signal)
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
  for (const input of inputs) ids.push(await request(session, input, options, ids.at(-1) ?? null, signal))
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
  const { jobs, files } = session.replays
  const id = randomUUID()
  const path = input.isPipe ? files.path(id) : input.path
  const found = await (input.isPipe
    ? pipeIdentity(session, input, id, signal)
    : session.ports.lines.identity(path, signal))
  const interrupted = jobs.unfinished().find((known) => known.identity === found.identity && known.dataset === name)
  if (interrupted) {
    if (input.isPipe) await files.remove(id)
    await jobs.changeSpeed(interrupted.id, options.speed)
    return interrupted.id
  }
  const job = { id, file: input.name, dataset: name, speed: options.speed, bytes: found.bytes, format }
  await jobs.add(job, path, after)
  await jobs.ready(id, found)
  return id
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

/** The jobs once all files are in the log, or once they have ended otherwise. Their progress goes to standard error, on a terminal. */
async function followed(
  session: Session,
  ids: readonly string[],
  quiet: boolean,
  signal: AbortSignal,
): Promise<ReplayJob[]> {
  const { clock } = session.ports
  const said = new Set<string>()
  const say = (key: string, words: string) => {
    if (!said.has(key)) printError(words)
    said.add(key)
  }
  const startedAt = clock.elapsed()
  for await (const _ of session.replays.jobs.feed.follow(signal)) {
    const jobs = ids.map((id) => session.replays.jobs.get(id))
    const of = (job: ReplayJob) => (jobs.length > 1 ? `${job.file}: ` : '')
    for (const job of jobs) {
      if (job.format) say(`format ${job.id}`, `${of(job)}Format: ${formatTitle(job.format)}.`)
      if (job.earlier) say(`earlier ${job.id}`, of(job) + EARLIER[job.earlier.kind])
    }
    if (!quiet) printProgress(replayProgressWords(jobs, clock.elapsed() - startedAt))
    if (jobs.every(({ state }) => state !== 'uploading' && state !== 'running')) break
  }
  return ids.map((id) => session.replays.jobs.get(id))
}
