import { bucketOf, type DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { extractKey, parseWindowName, type WindowStart, windowName } from '@shared/model/window'
import type { ApiContext } from './context'
import type { DashboardReply } from './dashboard'
import { latestReport, MIME, PARQUET, PART_BYTES, REPORT_COLUMNS, readObject, reportCsv, reportRows } from './reports'

type Context = Pick<ApiContext, 'datasets' | 'windows'> & {
  readonly ports: Pick<ApiContext['ports'], 'objects' | 'rowFiles'>
}

/** A file for a script. */
export interface FileReply {
  readonly status: 200
  readonly type: string
  readonly name: string
  readonly bytes: number
  readonly parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

const REPORT = /^\/reports\/([a-z0-9_]+)\/(latest|[\d_-]+)(?:\/r(\d{1,9}))?\.(json|csv|parquet)$/
const EXTRACT = /^\/extracts\/([a-z0-9_]+)\/(latest|[\d_-]+)\.parquet$/

/**
 * Reports and extracts at addresses that never change: `/reports/DATASET/WINDOW.json` is the newest revision, `/reports/DATASET/WINDOW/r2.csv`
 * the second one, `/extracts/DATASET/WINDOW.parquet` the rows that the newest one counts. The window may be `latest`. Null for other
 * paths. Throws what the object store throws.
 */
export async function reportFiles(
  context: Context,
  { method, path }: { readonly method: string; readonly path: string },
): Promise<FileReply | DashboardReply | null> {
  const [, dataset = '', window = '', revision, format] = REPORT.exec(path) ?? EXTRACT.exec(path) ?? []
  if (dataset === '') return null
  if (method !== 'GET') return { status: 405, body: { detail: 'method not allowed' } }
  const known = context.datasets.map(({ name }) => name)
  if (!known.includes(dataset)) return refused(404, new FaultError({ code: 'dataset-unknown', name: dataset, known }))
  try {
    const start = await startOf(context, dataset, window)
    if (start === null) return { status: 422, body: { detail: 'the window must be YYYY-MM-DD_HH-MM, or latest' } }
    if (format === undefined) return await extractFile(context, dataset, start)
    return await reportFile(context, {
      dataset,
      start,
      revision: revision === undefined ? undefined : Number(revision),
      format,
    })
  } catch (thrown) {
    const missing = thrown instanceof FaultError && MISSING.has(thrown.fault.code)
    if (!missing) throw thrown
    return refused(404, thrown)
  }
}

const MISSING: ReadonlySet<string> = new Set(['report-missing', 'object-missing', 'report-none-yet'])

async function startOf(context: Context, dataset: DatasetName, window: string): Promise<WindowStart | null> {
  if (window !== 'latest') return parseWindowName(window)
  const latest = await latestReport(context, dataset)
  if (!latest) throw new FaultError({ code: 'report-none-yet', dataset })
  return Date.parse(latest.window.start)
}

interface Wanted {
  readonly dataset: DatasetName
  readonly start: WindowStart
  readonly revision: number | undefined
  readonly format: string
}

async function reportFile({ ports }: Context, { dataset, start, revision, format }: Wanted): Promise<FileReply> {
  const { body, report } = await readObject({ ports }, dataset, start, revision)
  const name = `${dataset}_${windowName(start)}.r${report.revision}.${format}`
  const file = (type: string, bytes: Uint8Array): FileReply => ({
    status: 200,
    type,
    name,
    bytes: bytes.length,
    parts: [bytes],
  })
  if (format === 'json') return file(MIME.json, body)
  if (format === 'csv') return file(MIME.csv, new TextEncoder().encode(reportCsv(report)))
  return file(PARQUET, await ports.rowFiles.table(REPORT_COLUMNS, reportRows(report)))
}

async function extractFile(
  { ports: { objects } }: Context,
  dataset: DatasetName,
  start: WindowStart,
): Promise<FileReply> {
  const [bucket, key] = [bucketOf(dataset), extractKey(start)]
  const there = await objects.head(bucket, key)
  if (!there) throw new FaultError({ code: 'object-missing', key: `${bucket}/${key}` })
  const parts = async function* () {
    for (let offset = 0; offset < there.bytes; offset += PART_BYTES) {
      const part = await objects.getPart(bucket, key, offset, Math.min(PART_BYTES, there.bytes - offset))
      const now = await objects.head(bucket, key)
      // A file of two halves of two revisions would be worse than a broken download.
      if (now?.modifiedAt !== there.modifiedAt)
        throw new FaultError({ code: 'extract-replaced', window: windowName(start) })
      yield part
    }
  }
  return { status: 200, type: PARQUET, name: `${dataset}_${key}`, bytes: there.bytes, parts: parts() }
}

function refused(status: number, { fault }: FaultError): DashboardReply {
  return { status, body: { detail: faultMessage(fault) } }
}
