import { randomUUID } from 'node:crypto'
import { datasetOf } from '@main/api/dataset-of'
import type { Session } from '@main/composition/session'
import { previewResend } from '@main/pipeline/resend/preview-resend'
import { startResend } from '@main/pipeline/resend/start-resend'
import { FaultError } from '@shared/model/fault'
import { isResending, lettersOf, type Resend, type ResendCounts } from '@shared/model/letter-resend'
import { StageId } from '@shared/model/stage'
import type { InstallPaths } from '../install-paths'
import { printFaults } from '../print-faults'
import { settled } from '../run-summary'
import { startNeededServices } from '../start-needed-services'
import { print, printError, printJson, printProgress } from '../terminal'
import { type SelectionOptions, selectionOf } from './letters-options'
import { withLetters } from './with-letters'

const LOOK_MS = 200
const MOST_UNFINISHED = 100

export interface ResendOptions extends SelectionOptions {
  readonly preview?: true
}

/**
 * Sends open dead letters again, or finishes the dataset's resend that was interrupted. Ends when each letter is stored or dead again,
 * and the windows have their reports. An interrupt cancels: what was sent is followed to its end, the rest stays open.
 */
export function resendLetters(
  paths: InstallPaths,
  dataset: string,
  options: ResendOptions,
  signal: AbortSignal,
): Promise<void> {
  return withLetters(
    paths,
    options,
    async (session, over, app) => {
      if (session.refusal) throw new FaultError(session.refusal)
      datasetOf(session, dataset)
      if (!(await startNeededServices(session, over))) return
      if (options.preview) return await printResendPreview(session, dataset, options, over)
      const done = new AbortController()
      const troubles = printFaults(app, AbortSignal.any([done.signal, session.closing]))
      try {
        const ids = await startOrFind(session, dataset, options)
        session.flow.runner.want(StageId.options, true)
        const resends = await followed(session, ids, over, signal)
        if (!signal.aborted && !session.closing.aborted) await settled(session, dataset, over)
        printResult(dataset, resends, options)
      } finally {
        done.abort()
        await troubles
      }
    },
    signal,
  )
}

async function startOrFind(session: Session, dataset: string, options: ResendOptions): Promise<string[]> {
  const { resends } = session.ports
  const selection = selectionOf(dataset, options)
  const unfinished = (await resends.list({ limit: MOST_UNFINISHED, unfinished: true }))
    .filter((resend) => resend.dataset === dataset)
    .map(({ id }) => id)
  if (unfinished.length === 0) return [(await startResend(resends, randomUUID(), selection)).id]
  printError('The resend that was interrupted continues. To send other letters, repeat the command afterwards.')
  return unfinished
}

/** The resends once all have ended. The first interrupt cancels them. */
async function followed(
  session: Session,
  ids: readonly string[],
  over: AbortSignal,
  interrupt: AbortSignal,
): Promise<Resend[]> {
  const { resends, clock } = session.ports
  let cancelled = false
  for (;;) {
    if (interrupt.aborted && !cancelled) {
      cancelled = true
      for (const id of ids) await resends.cancel(id)
    }
    const found: Resend[] = []
    for (const id of ids) {
      const resend = await resends.find(id)
      if (resend) found.push(resend)
    }
    const counts = sumOf(found)
    printProgress(`${n(counts.stored + counts.dead)} of ${n(lettersOf(counts))} letters: ${words(counts)} `)
    if (!found.some(isResending) || session.closing.aborted) {
      printProgress('')
      return found
    }
    await clock.sleep(LOOK_MS, cancelled ? session.closing : over)
  }
}

function printResult(dataset: string, resends: readonly Resend[], { json }: ResendOptions): void {
  const counts = sumOf(resends)
  if (json) printJson({ dataset, letters: lettersOf(counts), ...counts, resends })
  else print(`${n(lettersOf(counts))} dead letters of ${dataset}: ${words(counts)}.`)
  if (resends.some((resend) => resend.state !== 'done')) process.exitCode = 1
}

async function printResendPreview(
  session: Session,
  dataset: string,
  options: ResendOptions,
  signal: AbortSignal,
): Promise<void> {
  const of = datasetOf(session, dataset)
  const preview = await previewResend(session.ports, of, selectionOf(dataset, options), signal)
  if (options.json) return printJson({ dataset, ...preview })
  const { letters, tried, pass, refused } = preview
  const all = tried < letters ? ` (the oldest of ${n(letters)})` : ''
  print(`${n(pass)} of ${n(tried)} dead letters${all} would pass now. The store may still refuse some.`)
  for (const { reason, letters: count } of refused) print(`${n(count)} would not: ${reason}`)
}

function sumOf(resends: readonly Resend[]): ResendCounts {
  const sum = (key: keyof ResendCounts) => resends.reduce((total, { counts }) => total + counts[key], 0)
  return { waiting: sum('waiting'), sent: sum('sent'), stored: sum('stored'), dead: sum('dead'), kept: sum('kept') }
}

function words({ waiting, sent, stored, dead, kept }: ResendCounts): string {
  return [
    `${n(stored)} stored`,
    `${n(dead)} dead again`,
    ...(kept > 0 ? [`${n(kept)} open as before`] : []),
    ...(sent > 0 ? [`${n(sent)} on their way`] : []),
    ...(waiting > 0 ? [`${n(waiting)} waiting`] : []),
  ].join(', ')
}

function n(value: number): string {
  return value.toLocaleString('en')
}
