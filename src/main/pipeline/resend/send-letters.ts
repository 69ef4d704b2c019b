import type { FlowPorts } from '@main/ports'
import type { LetterResends, WholeLetter } from '@main/ports/letter-resends'
import type { Dataset } from '@shared/model/dataset'
import type { Resend } from '@shared/model/letter-resend'
import { type WindowStart, windowOf } from '@shared/model/window'
import { retryWhileFull } from '../source/retry-while-full'
import { LAG_CHECK_MS, sinkIsFarBehind } from '../source/sink-lag'
import type { SourceReport } from '../source/source-report'
import { type CheckedLetter, type LetterCheck, openLetterCheck } from './letter-check'
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
  let check: LetterCheck | null = null
  while (await isWanted(resends, id)) {
    const letters = await resends.waiting(id, BATCH)
    if (letters.length === 0) return
    // Opened this late, so that a resend can be cancelled while the registry does not answer.
    check ??= await openLetterCheck(ports, dataset)
    await sendBatch(options, id, letters, check)
  }
  await resends.release(id)
}

/** False once it is cancelled. */
async function isWanted(resends: LetterResends, id: string): Promise<boolean> {
  return (await resends.find(id))?.state === 'running'
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

/** Refuses the letters that would not pass, and sends the others unless the resend is cancelled before. */
async function sendBatch(
  options: SendOptions,
  id: string,
  letters: readonly WholeLetter[],
  check: LetterCheck,
): Promise<void> {
  const { ports, dataset, report, signal } = options
  const { log, resends, clock } = ports
  const checked = await checkedUnlessCancelled(options, id, letters, check)
  if (checked === null) return
  await resends.setProblem(id, null)
  const refused = checked.flatMap((one) => (typeof one.result === 'string' ? [{ id: one.id, reason: one.result }] : []))
  const good = checked.flatMap((one) => (typeof one.result === 'string' ? [] : [{ id: one.id, record: one.result }]))
  await resends.refuse(id, refused)
  if (good.length === 0) return
  while (!signal.aborted && (await sinkIsFarBehind(log, dataset.name))) {
    await clock.sleep(LAG_CHECK_MS, signal)
    if (!(await isWanted(resends, id))) return
  }
  signal.throwIfAborted()

  const { end: from } = await log.offsets(dataset.name)
  const progress = { from, letters: good.map((one) => ({ id: one.id, fingerprint: fingerprintOf(one.record) })) }
  const records = good.map(({ record }) => record)
  const produced = new Map<WindowStart, number>()
  for (const { eventTime } of records) produced.set(windowOf(eventTime), (produced.get(windowOf(eventTime)) ?? 0) + 1)
  const mark = { id: resendSource(id), produced, progress: JSON.stringify(progress) }
  let appended = false
  await retryWhileFull({ clock, report, signal }, async () => {
    if (!(await isWanted(resends, id))) return
    await log.append(dataset.name, records, mark)
    appended = true
  })
  if (!appended) return signal.throwIfAborted()
  report.count(records.length)
  await resends.markSent(id, await locateRecords(ports, dataset.name, progress, signal))
}

/** What can be sent; null when the resend was cancelled while the registry did not answer. */
async function checkedUnlessCancelled(
  { ports: { resends }, signal }: SendOptions,
  id: string,
  letters: readonly WholeLetter[],
  check: LetterCheck,
): Promise<CheckedLetter[] | null> {
  const cancelled = new AbortController()
  try {
    return await check.check(letters, AbortSignal.any([signal, cancelled.signal]), async (reason) => {
      await resends.setProblem(id, reason)
      if (!(await isWanted(resends, id))) cancelled.abort()
    })
  } catch (thrown) {
    if (cancelled.signal.aborted) return null
    throw thrown
  }
}
