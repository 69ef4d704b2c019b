import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { replaceAtomically } from '@main/adapters/folder/write-atomically'
import { datasetOf } from '@main/api/dataset-of'
import type { Session } from '@main/composition/session'
import { type RowRange, rowsToSave } from '@main/pipeline/rows-to-save'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { csvHead, csvLines, rowsAsJsonLines, type SavedRow } from '@shared/model/rows-as-text'
import { type BackendOptions, backendChange } from './backend-options'
import { type InstallPaths, openPlainApp } from './install-paths'
import { INTERRUPTED, startNeededServices } from './start-needed-services'
import { printable, printError, printProgress } from './terminal'
import { withSession } from './with-session'

export const ROW_FORMATS = ['csv', 'jsonl', 'parquet'] as const
type RowFormat = (typeof ROW_FORMATS)[number]

export interface EventsOptions extends BackendOptions {
  readonly dataDir: string
  /** Of event time, epoch ms; `to` is the first moment after the range. */
  readonly from?: number
  readonly to?: number
  readonly format?: RowFormat
  /** Standard output, if there is none. */
  readonly out?: string
  readonly bom?: true
}

/** Writes the stored events of a dataset, oldest first, as a file for other tools. */
export async function events(
  paths: InstallPaths,
  name: string,
  options: EventsOptions,
  signal: AbortSignal,
): Promise<void> {
  const app = await openPlainApp(paths, options.dataDir, {
    ...backendChange(options),
    producer: { enabled: false },
  })
  const running = new AbortController()
  const ended = app.run(running.signal)
  try {
    await withSession(
      app,
      async (session, over) => {
        const dataset = datasetOf(session, name)
        if (!(await startNeededServices(session, over))) return
        await storeAnswers(session, over)
        await write(session, dataset, options, over)
      },
      signal,
    )
    if (signal.aborted) process.exitCode = INTERRUPTED
  } finally {
    running.abort()
    await ended
  }
}

/** Only the store runs, and the log, which it needs. An environment that is only looked at has no stages: its store is there or not. */
async function storeAnswers({ refusal, flow: { runner } }: Session, signal: AbortSignal): Promise<void> {
  if (refusal) return
  runner.want(['log', 'store'], true)
  for await (const stages of runner.feed.follow(signal)) {
    const state = stages.find(({ id }) => id === 'store')?.state
    if (state?.state === 'retrying') throw new FaultError(state.fault)
    if (state?.state === 'running') return
  }
  signal.throwIfAborted()
}

async function write(session: Session, dataset: Dataset, options: EventsOptions, signal: AbortSignal): Promise<void> {
  const range: RowRange = {
    from: options.from ?? Number.NEGATIVE_INFINITY,
    to: options.to ?? Number.POSITIVE_INFINITY,
  }
  const counted = counting(rowsToSave(session.ports.store.pages, dataset, range, signal))
  const content = Readable.from(
    formatOf(options) === 'parquet'
      ? session.ports.rowFiles.parquet(dataset, counted.parts)
      : textOf(dataset, counted.parts, options),
  )
  if (options.out === undefined) await send(content, process.stdout)
  else {
    // An interrupted or failed export leaves no file that looks complete.
    await replaceAtomically(resolve(options.out), async (partial) => {
      await send(content, createWriteStream(partial, { flags: 'wx', flush: true }))
      signal.throwIfAborted()
    })
  }
  printProgress('')
  printError(`${counted.rows().toLocaleString('en')} events.`)
}

/** By the option, by the name of the file, or JSON lines. */
function formatOf({ format, out }: Pick<EventsOptions, 'format' | 'out'>): RowFormat {
  return format ?? ROW_FORMATS.find((one) => out?.endsWith(`.${one}`)) ?? 'jsonl'
}

function counting(parts: AsyncIterable<readonly SavedRow[]>) {
  let rows = 0
  async function* counted() {
    for await (const part of parts) {
      rows += part.length
      printProgress(`${rows.toLocaleString('en')} events `)
      yield part
    }
  }
  return { parts: counted(), rows: () => rows }
}

async function* textOf(
  { schema }: Dataset,
  parts: AsyncIterable<readonly SavedRow[]>,
  options: EventsOptions,
): AsyncGenerator<string> {
  const isCsv = formatOf(options) === 'csv'
  const fields = schema.fields.map((field) => field.name)
  if (isCsv) yield (options.bom ? '\uFEFF' : '') + csvHead(fields)
  const isTerminal = options.out === undefined && process.stdout.isTTY
  for await (const rows of parts) {
    const text = isCsv ? csvLines(rows, fields) : rowsAsJsonLines(rows)
    yield isTerminal ? printable(text) : text
  }
}

/** Standard output stays open for what is printed later. A reader that has seen enough (`| head`) ends the export. */
async function send(content: Readable, to: Writable): Promise<void> {
  try {
    await pipeline(content, to, { end: to !== process.stdout })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EPIPE') throw thrown
  }
}
