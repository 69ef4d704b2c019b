import type { EventLog } from '@main/ports/event-log'
import { parseJson } from '@shared/lib/parse-json'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'

/** The names under which the target's log keeps the state of a copy. */
const COPY = 'millrace:copy'
const cutId = (dataset: DatasetName) => `${COPY}:cut:${dataset}`
const rowsId = (dataset: DatasetName) => `${COPY}:rows:${dataset}`
const NOTHING: ReadonlyMap<number, number> = new Map()

/** What the log of a target says of the copy in it. It stays with the log, whichever Millrace opens it. */
const CopyMark = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  state: z.enum(['unfinished', 'removing', 'whole', 'removed']),
})
export type CopyMark = z.infer<typeof CopyMark>

const Reached = z.object({ epoch: z.number(), partition: z.number(), next: z.number() })
/** Per epoch and partition of the source: the first position that is not part of it. */
export type Cut = readonly z.infer<typeof Reached>[]

/** A pass copies the rows between two cuts of the source. The first begins with nothing. */
const Pass = z.object({ copy: z.string(), pass: z.number(), from: z.array(Reached), to: z.array(Reached) })
export type Pass = z.infer<typeof Pass>

const RowsReached = z.object({
  copy: z.string(),
  pass: z.number(),
  /** The last row that the target's log has. */
  cursor: z.object({ time: z.number(), epoch: z.number(), partition: z.number(), offset: z.number() }).nullable(),
  /** Of all passes. */
  events: z.number(),
  done: z.boolean(),
})
export type RowsReached = z.infer<typeof RowsReached>

type Log = Pick<EventLog, 'append' | 'progress'>

export async function readCopyMark(log: Pick<EventLog, 'progress'>): Promise<CopyMark | null> {
  return parsed(CopyMark, await log.progress(COPY))
}

export function isUnfinishedMark(mark: CopyMark | null): mark is CopyMark {
  return mark?.state === 'unfinished' || mark?.state === 'removing'
}

export function unfinishedCopy({
  from,
  to,
  environment,
  state,
}: Record<'from' | 'to' | 'state', string> & { readonly environment?: string | null }): FaultError {
  return new FaultError({ code: 'copy-unfinished', from, to, environment, removing: state === 'removing' })
}

export function putCopyMark(log: Log, datasets: readonly Pick<Dataset, 'name'>[], mark: CopyMark): Promise<void> {
  const [first] = datasets
  if (!first) return Promise.resolve()
  return log.append(first.name, [], { id: COPY, produced: NOTHING, progress: JSON.stringify(mark) })
}

/** Null when the pass belongs to another copy. */
export async function readPass(log: Log, copy: string, dataset: DatasetName): Promise<Pass | null> {
  const pass = parsed(Pass, await log.progress(cutId(dataset)))
  return pass?.copy === copy ? pass : null
}

export function putPass(log: Log, dataset: DatasetName, pass: Pass): Promise<void> {
  return log.append(dataset, [], { id: cutId(dataset), produced: NOTHING, progress: JSON.stringify(pass) })
}

export async function readRowsReached(log: Log, copy: string, dataset: DatasetName): Promise<RowsReached> {
  const reached = parsed(RowsReached, await log.progress(rowsId(dataset)))
  return reached?.copy === copy ? reached : { copy, pass: 0, cursor: null, events: 0, done: true }
}

/** The mark of the append that has the rows up to `reached`. */
export function rowsMark(dataset: DatasetName, reached: RowsReached, produced: ReadonlyMap<number, number>) {
  return { id: rowsId(dataset), produced, progress: JSON.stringify(reached) }
}

function parsed<T>(schema: z.ZodType<T>, progress: string | null): T | null {
  const read = schema.safeParse(progress === null ? null : parseJson(progress))
  return read.success ? read.data : null
}
