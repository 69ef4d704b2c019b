import { revisionKey } from '@main/pipeline/windows/revisions'
import type { TableColumn } from '@main/ports/row-files'
import { type Cell, csv } from '@shared/model/csv'
import { bucketOf, type DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { Report } from '@shared/model/report'
import { extractKey, type WindowStart, windowName } from '@shared/model/window'
import { api } from './base'
import type { ApiContext } from './context'
import { datasetOf } from './dataset-of'

export const MIME = { json: 'application/json', csv: 'text/csv' }
export const PARQUET = 'application/vnd.apache.parquet'
export const PART_BYTES = 4 * 1024 * 1024

export const reports = {
  latest: api.reports.latest.handler(async function* ({ context, input, signal }) {
    const { name } = datasetOf(context, input.dataset)
    let seen = -1
    for await (const reported of context.windows.reported.follow(signal)) {
      const count = reported[name] ?? 0
      if (count !== seen) yield await latestReport(context, name)
      seen = count
    }
  }),
  get: api.reports.get.handler(({ context, input }) =>
    readReport(context, datasetOf(context, input.dataset).name, input.start, input.revision),
  ),
  file: api.reports.file.handler(async ({ context, input }) => {
    const { name } = datasetOf(context, input.dataset)
    const { key, body, report } = await readObject(context, name, input.start, input.revision)
    const json = `${name}_${key}`
    return input.format === 'json'
      ? new File([new Uint8Array(body)], json, { type: MIME.json })
      : new File([reportCsv(report)], json.replace(/json$/, 'csv'), { type: MIME.csv })
  }),
  extract: api.reports.extract.handler(async ({ context, input: { dataset, start, offset, modifiedAt } }) => {
    const { name } = datasetOf(context, dataset)
    const [bucket, key] = [bucketOf(name), extractKey(start)]
    const { objects } = context.ports
    const before = await objects.head(bucket, key)
    const bytes = await objects.getPart(bucket, key, offset, PART_BYTES)
    const now = await objects.head(bucket, key)
    if (!now) throw new FaultError({ code: 'object-missing', key: `${bucket}/${key}` })
    if (before?.modifiedAt !== now.modifiedAt || (modifiedAt ?? now.modifiedAt) !== now.modifiedAt) {
      throw new FaultError({ code: 'extract-replaced', window: windowName(start) })
    }
    const part = new File([new Uint8Array(bytes)], `${name}_${key}`, { type: PARQUET })
    return { bytes: now.bytes, modifiedAt: now.modifiedAt, part }
  }),
}

interface Objects {
  readonly ports: { readonly objects: Pick<ApiContext['ports']['objects'], 'head' | 'get'> }
}

/** The newest window's report, or null. */
export async function latestReport(
  context: Pick<ApiContext, 'windows'> & Objects,
  dataset: DatasetName,
): Promise<Report | null> {
  await context.windows.tracker.refresh(dataset)
  const rows = await context.windows.tracker.rows(dataset, { limit: 100 })
  const newest = rows.find((row) => row.revision > 0)
  return newest ? readReport(context, dataset, newest.start) : null
}

interface ReportObject {
  readonly key: string
  readonly body: Uint8Array
  readonly report: Report
}

/** The newest revision without `revision`. Throws `report-missing`. */
export async function readReport(
  context: Objects,
  dataset: DatasetName,
  start: WindowStart,
  revision?: number,
): Promise<Report> {
  return (await readObject(context, dataset, start, revision)).report
}

/** The report with its object: key, bytes. Throws `report-missing`. */
export async function readObject(
  { ports }: Objects,
  dataset: DatasetName,
  start: WindowStart,
  revision: number | undefined,
): Promise<ReportObject> {
  const name = windowName(start)
  const read = async (key: string): Promise<ReportObject | null> => {
    const there = await ports.objects.head(bucketOf(dataset), key)
    if (!there) return null
    const body = await ports.objects.get(bucketOf(dataset), key)
    return { key, body, report: Report.parse(JSON.parse(new TextDecoder().decode(body))) }
  }
  const newest = await read(`${name}.json`)
  const wanted =
    revision === undefined || newest?.report.revision === revision ? newest : await read(revisionKey(name, revision))
  if (!wanted) throw new FaultError({ code: 'report-missing', window: name })
  return wanted
}

/** The columns of a report as a table, one row for each event type. */
export const REPORT_COLUMNS: readonly TableColumn[] = [
  { name: 'window', kind: 'text' },
  { name: 'event_type', kind: 'text' },
  { name: 'success', kind: 'whole' },
  { name: 'error', kind: 'whole' },
  { name: 'error_rate', kind: 'number' },
  { name: 'latency_p50_ms', kind: 'number' },
  { name: 'latency_p95_ms', kind: 'number' },
  { name: 'latency_p99_ms', kind: 'number' },
]

export function reportRows({ window, analysis }: Report): Cell[][] {
  return analysis.types.map(({ type, events, errors, errorRate, latency }) => {
    return [window.start, type, events - errors, errors, errorRate, latency?.p50, latency?.p95, latency?.p99]
  })
}

/** One line per event type. */
export function reportCsv(report: Report): string {
  return csv([REPORT_COLUMNS.map(({ name }) => name), ...reportRows(report)])
}
