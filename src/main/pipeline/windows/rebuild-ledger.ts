import { MINUTE_MS } from '@shared/lib/time'
import { bucketOf, type Dataset, type DatasetName } from '@shared/model/dataset'
import { Report } from '@shared/model/report'
import { extractKey, parseWindowName } from '@shared/model/window'
import type { WindowStageContext } from '../stage'

/** A report that came later than this after its window's end belongs to a window that had been missed. */
const LATE_MS = 10 * MINUTE_MS

/**
 * Restores a damaged ledger's windows from their reports in the object store. The stages make windows without a readable report
 * again. Run this before any window is extracted: without its entry a window would count as new, and its report as the first.
 */
export async function rebuildLedger(context: ReportReading): Promise<void> {
  if (!(await context.ports.ledger.needsRebuild())) return
  await readReports(context)
  if (!context.signal.aborted) await context.ports.ledger.rebuilt()
}

type ReportReading = Pick<WindowStageContext, 'datasets' | 'tracker' | 'signal'> & {
  readonly ports: Pick<WindowStageContext['ports'], 'ledger' | 'objects'>
}

/** Enters the windows that the ledger does not know yet, from their reports in the object store. Resolves with their number by dataset. */
export async function readReports(context: ReportReading): Promise<ReadonlyMap<DatasetName, number>> {
  const { ports, datasets, signal } = context
  const found = new Map<DatasetName, number>()
  for (const dataset of datasets) {
    await context.tracker.refresh(dataset.name)
    const keys = (await ports.objects.list(bucketOf(dataset.name))).map(({ key }) => key)
    const extracts = new Set(keys)
    for (const key of keys) {
      if (signal.aborted) return found
      const start = parseWindowName(key.replace(/\.json$/, ''))
      if (start === null || !extracts.has(extractKey(start))) continue
      if (await putBack(context, dataset, start, key)) found.set(dataset.name, (found.get(dataset.name) ?? 0) + 1)
    }
  }
  return found
}

async function putBack(
  { ports, tracker }: ReportReading,
  { name }: Dataset,
  start: number,
  key: string,
): Promise<boolean> {
  // A window that was made again since is ahead of its report.
  if ((await ports.ledger.get(name, start))?.extract) return false
  const body = new TextDecoder().decode(await ports.objects.get(bucketOf(name), key))
  const report = parsed(body)
  if (!report) return false
  const { ledger, analysis, revision, anomalies, incompleteReason } = report
  const createdAt = Date.parse(report.createdAt)
  const end = start + MINUTE_MS
  const late = createdAt - end > LATE_MS
  const readyMs = late || createdAt < end ? 0 : createdAt - end
  // The report first: an entry must never look as if it waited for a stage.
  await ports.ledger.putReport(name, start, { attempt: 1, revision, createdAt, readyMs, anomalies: anomalies.length })
  await ports.ledger.putAnalysis(name, start, 1, analysis)
  await ports.ledger.putExtract(name, start, {
    attempt: 1,
    produced: ledger.produced ?? 0,
    logged: ledger.logged ?? 0,
    stored: ledger.stored ?? 0,
    deadLetters: ledger.deadLetters,
    earlierLog: ledger.earlierLog,
    // Reports do not contain it. If another log counts in the window now, the numbers differ as well.
    epoch: tracker.logged(name, start).epoch,
    ...(ledger.foreign !== undefined && { foreign: ledger.foreign }),
    extracted: ledger.extracted ?? 0,
    closedAt: createdAt,
    dueAt: createdAt - readyMs,
    filled: late,
    incompleteReason,
  })
  await tracker.changed({ dataset: name, start })
  return true
}

function parsed(body: string): Report | null {
  try {
    return Report.parse(JSON.parse(body))
  } catch {
    return null
  }
}
