import type { WorkStep } from '@main/pipeline/windows/start-gate'
import type { LedgerEntry } from '@main/ports/ledger'
import { MINUTE_MS } from '@shared/lib/time'
import { analysisSpec } from '@shared/model/analysis-result'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { faultMessage } from '@shared/model/fault-message'
import { extractKey, type WindowStart } from '@shared/model/window'
import { type MinuteWorkContext, type Reply, refused } from './reply'

/** How long a call waits for the work before it asks to be repeated: shorter than the patience of clients and proxies. */
const WAIT_MS = 20_000
/** A window that ended just now may be known a moment later. */
const KNOWN_WITHIN_MS = 2_000
const JUST_NOW_MS = 2 * MINUTE_MS

/** Requests the step for the window, and answers when it is done. */
export async function workOnWindow(
  context: MinuteWorkContext,
  step: WorkStep,
  dataset: Dataset,
  start: WindowStart,
  signal: AbortSignal,
): Promise<Reply> {
  const { windows, ports, settings, flow } = context
  const { tracker, gate, wakeups } = windows
  const { name } = dataset
  await tracker.refresh(name)
  const tooEarly = start + MINUTE_MS + settings.feed.value.windows.graceMs - tracker.horizon(name)
  if (tooEarly > 0) {
    const seconds = Math.ceil(tooEarly / 1_000)
    const reply = refused(425, 'window-open', `The window is not over. Try again in ${seconds} s.`)
    return { ...reply, body: { ...reply.body, retry_after_seconds: seconds } }
  }
  const before = await ports.ledger.get(name, start)
  const done = await doneReply(context, step, dataset, start, before, false)
  if (done) return done
  const stage = flow.runner.feed.value.find(({ id }) => id === step)
  if (context.refusal) return refused(409, context.refusal.code, faultMessage(context.refusal))
  if (stage?.state.state === 'stopped') {
    const detail = `The stage "${stage.title}" is stopped in Millrace. Start it on the Pipeline screen.`
    return refused(503, 'stage-stopped', detail)
  }
  if (step !== 'extract' && !before?.extract) {
    return refused(409, 'not-extracted', 'The window has no extract. Extract it first.')
  }
  if (step === 'report' && before?.analysis?.attempt !== before?.extract?.attempt) {
    return refused(409, 'not-analysed', 'The newest extract is not analysed. Analyse it first.')
  }
  gate.request(step, name, start)
  wakeups[step].wake()
  return waitFor(context, step, dataset, start, signal)
}

async function waitFor(
  context: MinuteWorkContext,
  step: WorkStep,
  dataset: Dataset,
  start: WindowStart,
  signal: AbortSignal,
): Promise<Reply> {
  const { ports, windows } = context
  const { name } = dataset
  const end = new AbortController()
  const over = AbortSignal.any([signal, end.signal])
  const isKnown = windows.tracker.needsExtract(name, start) !== null
  const justNow = windows.tracker.horizon(name) - start - MINUTE_MS < JUST_NOW_MS
  const patience = isKnown ? WAIT_MS : justNow ? KNOWN_WITHIN_MS : 0
  void ports.clock.sleep(patience, over).then(() => end.abort())
  try {
    for await (const _ of windows.tracker.changes.follow(over)) {
      const done = await doneReply(context, step, dataset, start, await ports.ledger.get(name, start), true)
      if (done) return done
    }
  } finally {
    end.abort()
  }
  const row = (await windows.tracker.rows(name, { before: start + 1, limit: 1 })).find((one) => one.start === start)
  if (!row) {
    windows.gate.done('report', name, start)
    return { status: 200, body: { state: 'empty', detail: 'No events are known of this window.' } }
  }
  const detail = row.fault ? faultMessage(row.fault) : 'Millrace is still working on it.'
  return { status: 202, body: { state: 'working', detail } }
}

/** The answer when the step is done for all that is known of the window; else null. */
async function doneReply(
  { windows: { tracker }, ports, objectUri }: MinuteWorkContext,
  step: WorkStep,
  dataset: Dataset,
  start: WindowStart,
  entry: LedgerEntry | null,
  changed: boolean,
): Promise<Reply | null> {
  const { name } = dataset
  const extract = entry?.extract
  // Events that came since are not in the extract; they make the window due again.
  if (!entry || !extract || (step === 'extract' && tracker.needsExtract(name, start))) return null
  const { attempt, extracted: rows, incompleteReason } = extract
  const analysis = entry.analysis?.attempt === attempt ? entry.analysis.analysis : null
  const report = entry.report?.attempt === attempt ? entry.report : null
  switch (step) {
    case 'extract': {
      const bucket = bucketOf(name)
      const key = extractKey(start)
      const place = { bucket, key, uri: objectUri(bucket, key) }
      const counts = { attempt, rows, complete: incompleteReason === null, incomplete_reason: incompleteReason }
      const work = {
        engine: ports.analyser.engine,
        analysed: analysis !== null,
        reported: report !== null,
      }
      const spec = analysisSpec(dataset)
      return { status: 200, body: { state: 'extracted', changed, ...counts, ...work, extract: place, spec } }
    }
    case 'analyse':
      if (!analysis) return null
      return { status: 200, body: { state: 'analysed', changed, attempt, rows, seconds: analysis.seconds } }
    case 'report': {
      if (!report) return null
      const { revision, anomalies, readyMs } = report
      return {
        status: 200,
        body: { state: 'reported', changed, attempt, revision, rows, anomalies, ready_ms: readyMs },
      }
    }
  }
}
