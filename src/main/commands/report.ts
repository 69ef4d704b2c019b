import { join } from 'node:path'
import { folderObjectStore } from '@main/adapters/folder/object-store'
import { readReport } from '@main/api/reports'
import { incidentFacts } from '@main/pipeline/incidents/incident-facts'
import { isAlarm } from '@shared/model/alarm'
import type { Detection } from '@shared/model/anomaly'
import { bucketOf } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { Report } from '@shared/model/report'
import { parseWindowName } from '@shared/model/window'
import { followReports } from './follow-reports'
import { incidentLine, readIncidents } from './read-incidents'
import { print, printError, printJson, printTable } from './terminal'

export interface ReportOptions {
  readonly dataDir: string
  readonly dataset: string
  readonly json?: true
  readonly follow?: true
}

/**
 * Shows a report from the data directory's objects; Millrace may run on the directory or not. With `follow` it shows each as it comes, until
 * the signal aborts, and ignores the window.
 */
export async function report(window: string, options: ReportOptions, signal: AbortSignal): Promise<void> {
  const objects = folderObjectStore(join(options.dataDir, 'objects'))
  if (options.follow) {
    printError(`Following the reports of ${options.dataset}. Press Ctrl+C to stop.`)
    for await (const one of followReports(objects, options.dataset, signal)) {
      if (options.json) printJson(one.report)
      else printSummary(one.name, one.report)
    }
    return
  }
  const bucket = bucketOf(options.dataset)
  const newest = async () =>
    (await objects.list(bucket))
      .map(({ key }) => /^(.+)\.json$/.exec(key)?.[1] ?? '')
      .filter((name) => parseWindowName(name) !== null)
      .at(-1)
  const name = window === 'latest' ? await newest() : window
  const start = name === undefined ? null : parseWindowName(name)
  if (start === null) throw new FaultError({ code: 'report-none-yet', dataset: options.dataset })
  const found = await readReport({ ports: { objects } }, options.dataset, start)
  const incidents = await readIncidents(
    options.dataDir,
    { dataset: options.dataset },
    (incident) => !isAlarm(incident) && incident.began <= start && start <= incident.last,
  )
  if (options.json) {
    printJson({ ...found, incidents: incidents.map(incidentFacts) })
    return
  }
  printSummary(name ?? '', found)
  for (const incident of incidents) print(`Incident ${incidentLine(incident)}`)
  printTable(
    Object.fromEntries(
      found.analysis.types.map(({ type, events, errors, errorRate, latency }) => [
        type,
        { success: events - errors, errors, 'error rate': percent(errorRate), 'p95 ms': latency?.p95 ?? '' },
      ]),
    ),
  )
}

/** What a report says in a few lines. */
function printSummary(name: string, { dataset, revision, complete, incompleteReason, ...found }: Report): void {
  const { rows, errors } = found.analysis
  print(`Report ${name} · ${dataset} · revision ${revision} · ${complete ? 'complete' : 'incomplete'}`)
  if (incompleteReason) print(incompleteReason)
  for (const { sentence, errorCodesThatGrew: codes } of found.anomalies) {
    print(codes.length === 0 ? sentence : `${sentence} Mostly ${codes.join(', ')}.`)
  }
  if (found.anomalies.length === 0) print(withoutAnomalies(found.detection))
  const share = percent(rows === 0 ? 0 : errors / rows)
  print(`${rows.toLocaleString('en')} events, ${errors.toLocaleString('en')} errors (${share})`)
}

const percent = (rate: number) => `${(rate * 100).toFixed(1)} %`

function withoutAnomalies({ state, note }: Detection): string {
  return state === 'watching' ? `No anomalies. ${note}` : note
}
