import { revisionKey } from '@main/pipeline/windows/revision-key'
import { bucketOf, type DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { Report } from '@shared/model/report'
import { type WindowStart, windowName } from '@shared/model/window'
import { api } from './base'
import type { ApiContext } from './context'
import { datasetOf } from './dataset-of'
import { reportCsv } from './report-csv'

const MIME = { json: 'application/json', csv: 'text/csv', parquet: 'application/vnd.apache.parquet' }

export const reports = {
  latest: api.reports.latest.handler(async function* ({ context, input, signal }) {
    const { name } = datasetOf(context, input.dataset)
    let seen = -1
    for await (const reported of context.reported.follow(signal)) {
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
    const file = `${windowName(input.start)}.${input.format}`
    const body =
      input.format === 'csv'
        ? new TextEncoder().encode(reportCsv(await readReport(context, name, input.start)))
        : await context.ports.objects.get(bucketOf(name), file)
    return new File([new Uint8Array(body)], `${name}_${file}`, { type: MIME[input.format] })
  }),
}

/** The newest window's report, or null. */
export async function latestReport(
  context: Pick<ApiContext, 'book' | 'ports'>,
  dataset: DatasetName,
): Promise<Report | null> {
  await context.book.refresh(dataset)
  const rows = await context.book.rows(dataset, { limit: 100 })
  const newest = rows.find((row) => row.revision > 0)
  return newest ? readReport(context, dataset, newest.start) : null
}

/** Throws `report-missing`. */
export async function readReport(
  { ports }: { ports: Pick<ApiContext['ports'], 'objects'> },
  dataset: DatasetName,
  start: WindowStart,
  revision?: number,
): Promise<Report> {
  const name = windowName(start)
  const read = async (key: string) => {
    const there = await ports.objects.head(bucketOf(dataset), key)
    if (!there) return null
    return Report.parse(JSON.parse(new TextDecoder().decode(await ports.objects.get(bucketOf(dataset), key))))
  }
  const newest = await read(`${name}.json`)
  const wanted =
    revision === undefined || newest?.revision === revision ? newest : await read(revisionKey(name, revision))
  if (!wanted) throw new FaultError({ code: 'report-missing', window: name })
  return wanted
}
