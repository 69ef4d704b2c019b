import type { AffectedCounts } from '@main/ports/extract-reader'
import type { LedgerEntry } from '@main/ports/ledger'
import { MINUTE_MS } from '@shared/lib/time'
import { bucketOf, type DatasetName } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import type { Finding } from '@shared/model/incident'
import type { Report } from '@shared/model/report'
import { type WindowStart, windowName } from '@shared/model/window'
import { findingOf, questionsOf, withAffected } from '../incidents/findings'
import type { StageDefinition, WindowStageContext } from '../stage'
import { buildReport } from './build-report'
import { pendingWindows } from './page-pending-windows'
import { revisionKey } from './revisions'
import { openWindowJudge, type WindowJudge } from './window-judge'
import { createWindowRetries } from './window-retries'
import { withExtract } from './with-extract'

const IDLE_MS = 1_000

export const report: StageDefinition = { id: 'report', title: 'Report', needs: [], thread: 'main', run }

async function run(context: WindowStageContext): Promise<void> {
  const { ports, datasets, gate, wakeups, tell, signal } = context
  const judges = new Map<DatasetName, WindowJudge>()
  const judgeOf = async (name: DatasetName) => {
    const known = judges.get(name)
    if (known) return known
    const dataset = datasets.find((one) => one.name === name)
    const opened = await openWindowJudge(
      ports,
      { name, typeLabels: dataset?.typeLabels ?? {} },
      () => context.incidents.acceptedLevels(name),
      (start) => ofSource(context, name, start),
    )
    judges.set(name, opened)
    return opened
  }
  const retries = createWindowRetries(context, 'report')
  const names = datasets.map(({ name }) => name)
  tell('ready', null)
  let note = 'JSON'
  while (!signal.aborted) {
    let done = 0
    for await (const entry of pendingWindows(datasets, ports.ledger.toReport)) {
      if (signal.aborted) return
      const { dataset, start } = entry
      if (!gate.mayStart('report', dataset, start) || !retries.isDue(dataset, start)) continue
      const made = await retries.attempt(dataset, start, async () =>
        reportWindow(context, entry, await judgeOf(dataset)),
      )
      if (!made) continue
      gate.done('report', dataset, start)
      note = `${made.report.total_events.toLocaleString('en')} events, ${made.report.total_errors.toLocaleString('en')} errors`
      done++
    }
    const { reported, toReport } = await ports.ledger.totals(names)
    tell('figures', { total: reported, unit: 'windows', backlog: toReport, note })
    if (done === 0) await wakeups.report.wait(IDLE_MS, signal)
  }
}

/** Keeps the previous revision next to the new one, and writes the ledger last: a crash in between repeats the same revision. */
async function reportWindow(context: WindowStageContext, entry: LedgerEntry, judge: WindowJudge): Promise<Report> {
  const { ports, tracker, incidents, bands, tell } = context
  const { dataset, start } = entry
  const bucket = bucketOf(dataset)
  const name = windowName(start)
  const revision = (entry.report?.revision ?? 0) + 1
  const now = ports.clock.now()
  const followed = tracker.logged(dataset, start + MINUTE_MS).logged > 0
  const historyEnd = context.historyEnd(dataset, start)
  const judgement = await judge.judge(entry, { followed, ...ofSource(context, dataset, start), historyEnd })
  const beyond = entry.analysis ? incidents.beyondLimits(dataset, start, entry.analysis.analysis) : []
  const found = [...judgement.anomalies.map(findingOf), ...beyond]
  const { findings, touched } = withAffected(found, await affectedBy(context, entry, found))
  const anomalies = judgement.anomalies.map((anomaly, i) => ({ ...anomaly, touched: findings[i]?.touched ?? null }))
  const made = buildReport(entry, { ...judgement, anomalies }, revision, now)
  // After a crash between the two writes, the old revision is already kept: never overwrite it with the newer one.
  const old = entry.report && revisionKey(name, entry.report.revision)
  if (old && !(await ports.objects.head(bucket, old)) && (await ports.objects.head(bucket, `${name}.json`))) {
    await ports.objects.put(bucket, old, await ports.objects.get(bucket, `${name}.json`))
  }
  await ports.objects.put(bucket, `${name}.json`, new TextEncoder().encode(`${JSON.stringify(made, null, 2)}\n`))
  await bands.put(dataset, start, judgement.bands)
  await incidents.reported({
    dataset,
    start,
    revision,
    types: made.analysis.types.length,
    findings,
    touched,
    newest: judge.newest(),
  })
  const attempt = entry.extract?.attempt ?? 0
  const readyMs = entry.report?.readyMs ?? now - (entry.extract?.dueAt ?? now)
  await ports.ledger.putReport(dataset, start, {
    attempt,
    revision,
    createdAt: now,
    readyMs,
    anomalies: anomalies.length,
  })
  await judge.reported(entry)
  await tracker.changed({ dataset, start })
  tell('window', { dataset, start })
  tell('count', 1)
  return made
}

function ofSource({ partly, otherRate }: WindowStageContext, dataset: DatasetName, start: WindowStart) {
  return { partly: partly(dataset, start), otherRate: otherRate(dataset, start) }
}

const PASSING: ReadonlySet<Fault['code']> = new Set(['disk-full', 'objects-unavailable', 'service-away'])

/**
 * The users and sessions behind each finding; none if the extract can no longer be read, so that the rest of the report is still
 * made.
 */
async function affectedBy(
  { ports, datasets, signal }: WindowStageContext,
  { dataset: name, start }: LedgerEntry,
  findings: readonly Finding[],
): Promise<readonly AffectedCounts[]> {
  const dataset = datasets.find((known) => known.name === name)
  if (!dataset || findings.length === 0) return []
  try {
    const questions = questionsOf(findings)
    return await withExtract(ports, name, start, (file) =>
      ports.extracts.countAffected(dataset, file, questions, signal),
    )
  } catch (thrown) {
    // Wait for temporary faults: otherwise the report would never contain them.
    if (signal.aborted || (thrown instanceof FaultError && PASSING.has(thrown.fault.code))) throw thrown
    return []
  }
}
