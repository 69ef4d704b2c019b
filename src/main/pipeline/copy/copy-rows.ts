import type { Stretch } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import { openCodec } from '../codec'
import { type BatchBuilder, createBatchBuilder } from '../source/batch-builder'
import { retryWhileFull } from '../source/retry-while-full'
import { waitForSink } from '../source/sink-lag'
import { yieldToEventLoop } from '../source/yield-to-event-loop'
import { type Cut, type Pass, putPass, type RowsReached, readPass, readRowsReached, rowsMark } from './copy-marks'
import type { CopyContext } from './copy-side'

const PAGE = 5_000
/** Rows encoded at a time, so that nothing else on this thread waits long. */
const SLICE = 500

/**
 * Copies the rows of the source's store as records into the target's log, oldest first, and calls `counted` with their number so far.
 * The progress is in the same append as the records: a copy that was killed continues with the next row. Rows that the source
 * stored meanwhile come in a further pass, by their positions.
 */
export async function copyRows(
  context: CopyContext,
  dataset: Dataset,
  counted: (events: number) => void,
): Promise<void> {
  const { id, source, target, signal } = context
  const { log } = target.ports
  const { name } = dataset
  const batches = createBatchBuilder(dataset, await openCodec(target.ports, dataset))
  let pass = await readPass(log, id, name)
  let reached = await readRowsReached(log, id, name)
  counted(reached.events)
  for (;;) {
    signal.throwIfAborted()
    const now = await source.ports.store.storedEpochs(dataset)
    if (pass === null || (reached.pass === pass.pass && reached.done)) {
      if (newRows(pass?.to ?? [], now).length === 0) break
      pass = { copy: id, pass: (pass?.pass ?? 0) + 1, from: [...(pass?.to ?? [])], to: now }
      await putPass(log, name, pass)
    }
    if (reached.pass !== pass.pass) reached = { ...reached, pass: pass.pass, cursor: null, done: false }
    reached = await copyPass(context, dataset, batches, pass, now, reached, counted)
  }
  await fitProduced(context, dataset, reached)
}

async function copyPass(
  context: CopyContext,
  dataset: Dataset,
  batches: BatchBuilder,
  pass: Pass,
  now: Cut,
  from: RowsReached,
  counted: (events: number) => void,
): Promise<RowsReached> {
  const { source, target, signal } = context
  const { clock, log } = target.ports
  const { time } = dataset.roles
  const isAll = pass.from.length === 0 && newRows(pass.to, now).length === 0
  const within = isAll ? null : newRows(pass.from, pass.to)
  const read = (after: RowsReached['cursor']) => source.ports.store.pages.page(dataset, { after, within, limit: PAGE })
  let reached = from
  let next = read(reached.cursor)
  for (;;) {
    const rows = await next
    signal.throwIfAborted()
    const last = rows.at(-1)
    const batch = batches.start()
    if (last) {
      const { epoch, partition, offset } = last
      const cursor = { time: Number(last.event[time]), epoch, partition, offset }
      reached = { ...reached, cursor, events: reached.events + rows.length }
    }
    reached = { ...reached, done: rows.length === 0 }
    if (!reached.done) {
      next = read(reached.cursor)
      // A failure is thrown where the page is awaited.
      next.catch(() => undefined)
    }
    for (const [i, row] of rows.entries()) {
      batches.add(batch, row.event)
      if (i % SLICE === 0) await yieldToEventLoop()
    }
    await waitForSink(log, dataset.name, clock, signal)
    const mark = rowsMark(dataset.name, reached, batch.produced)
    const report = { count: () => undefined, fault: () => undefined }
    await retryWhileFull({ clock, report, signal }, () => log.append(dataset.name, batch.records, mark))
    signal.throwIfAborted()
    counted(reached.events)
    if (reached.done) return reached
  }
}

/** The positions that the later cut has and the earlier one has not. */
export function newRows(earlier: Cut, later: Cut): Stretch[] {
  const before = new Map(earlier.map(({ epoch, partition, next }) => [`${epoch} ${partition}`, next]))
  return later.flatMap(({ epoch, partition, next }) => {
    const from = before.get(`${epoch} ${partition}`) ?? 0
    return from < next ? [{ epoch, partition, from, to: next }] : []
  })
}

/**
 * Every record in the target's log counts as produced. Where the source had produced more than it logged, or less, the difference is kept:
 * a copy must not hide it.
 */
async function fitProduced({ source, target }: CopyContext, { name }: Dataset, reached: RowsReached): Promise<void> {
  const [there, here] = await Promise.all(
    [source, target].map(async ({ ports }) => (await ports.log.windowCounts(name, 0)).windows),
  )
  const known = new Map((there ?? []).map((window) => [window.start, window.produced - window.logged]))
  const missing = new Map<number, number>()
  for (const { start, produced, logged } of here ?? []) {
    const difference = logged + (known.get(start) ?? 0) - produced
    if (difference !== 0) missing.set(start, difference)
  }
  if (missing.size > 0) await target.ports.log.append(name, [], rowsMark(name, reached, missing))
}
