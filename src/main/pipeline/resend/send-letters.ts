import type { FlowPorts } from '@main/ports'
import type { WholeLetter } from '@main/ports/letter-resends'
import type { Dataset } from '@shared/model/dataset'
import type { Resend } from '@shared/model/letter-resend'
import { type WindowStart, windowOf } from '@shared/model/window'
import { retryWhileFull } from '../source/retry-while-full'
import { waitForSink } from '../source/sink-lag'
import type { SourceReport } from '../source/source-report'
import { type LetterCheck, openLetterCheck } from './letter-check'
import { locateRecords } from './locate-records'
import { fingerprintOf, ResendProgress, resendSource } from './resend-progress'

/** Between two batches a resend can be cancelled, and after a crash at most one batch is looked up in the log. */
const BATCH = 500

export interface SendOptions {
  readonly ports: Pick<FlowPorts, 'clock' | 'codecs' | 'log' | 'registry' | 'resends'>
  readonly dataset: Dataset
  readonly report: SourceReport
  readonly signal: AbortSignal
}

/**
 * Sends the letters of a resend, or continues where it stopped, until none waits or it is cancelled. Each is appended once: the log keeps the
 * letters of a batch together with its records, in one transaction. Throws the log's faults; throws when the signal aborts.
 */
export async function sendLetters(options: SendOptions, { id }: Pick<Resend, 'id'>): Promise<void> {
  const { ports, dataset } = options
  const { resends } = ports
  await recover(options, id)
  const check = await openLetterCheck(ports, dataset)
  while ((await resends.find(id))?.state === 'running') {
    const letters = await resends.waiting(id, BATCH)
    if (letters.length === 0) return
    await sendBatch(options, id, letters, check)
  }
  await resends.release(id)
}

/** Finds the records of the last batch, if the app ended before their places were kept. */
async function recover({ ports, dataset, signal }: SendOptions, id: string): Promise<void> {
  const kept = await ports.log.progress(resendSource(id))
  if (kept === null) return
  const progress = ResendProgress.parse(JSON.parse(kept))
  const waiting = await ports.resends.stillWaiting(
    id,
    progress.letters.map((letter) => letter.id),
  )
  if (waiting.length > 0) await ports.resends.markSent(id, await locateRecords(ports, dataset.name, progress, signal))
}

async function sendBatch(
  { ports, dataset, report, signal }: SendOptions,
  id: string,
  letters: readonly WholeLetter[],
  check: LetterCheck,
): Promise<void> {
  const { log, resends, clock } = ports
  const checked = await check.check(letters, signal, (reason) => resends.setProblem(id, reason))
  await resends.setProblem(id, null)
  const refused = checked.flatMap((one) => (typeof one.result === 'string' ? [{ id: one.id, reason: one.result }] : []))
  const good = checked.flatMap((one) => (typeof one.result === 'string' ? [] : [{ id: one.id, record: one.result }]))
  await resends.refuse(id, refused)
  if (good.length === 0) return
  await waitForSink(log, dataset.name, clock, signal)
  signal.throwIfAborted()

  const { end: from } = await log.offsets(dataset.name)
  const progress = { from, letters: good.map((one) => ({ id: one.id, fingerprint: fingerprintOf(one.record) })) }
  const records = good.map(({ record }) => record)
  const produced = new Map<WindowStart, number>()
  for (const { eventTime } of records) produced.set(windowOf(eventTime), (produced.get(windowOf(eventTime)) ?? 0) + 1)
  const mark = { id: resendSource(id), produced, progress: JSON.stringify(progress) }
  if (!(await retryWhileFull({ clock, report, signal }, () => log.append(dataset.name, records, mark)))) {
    signal.throwIfAborted()
  }
  report.count(records.length)
  await resends.markSent(id, await locateRecords(ports, dataset.name, progress, signal))
}
