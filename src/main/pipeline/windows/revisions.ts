import type { ObjectStore } from '@main/ports/object-store'
import { bucketOf, type DatasetName } from '@shared/model/dataset'
import { Report, type RevisionInfo } from '@shared/model/report'
import { type WindowStart, windowName } from '@shared/model/window'

/** All kept revisions of a window's report, newest first; empty if there is no report. */
export async function listRevisions(
  objects: Pick<ObjectStore, 'get' | 'list'>,
  dataset: DatasetName,
  start: WindowStart,
): Promise<RevisionInfo[]> {
  const name = windowName(start)
  const found = await objects.list(bucketOf(dataset), `${name}.`)
  const keys = found.map(({ key }) => key).filter((key) => /^\.(?:r\d+\.)?json$/.test(key.slice(name.length)))
  const revisions = await Promise.all(
    keys.map(async (key): Promise<RevisionInfo> => {
      const text = new TextDecoder().decode(await objects.get(bucketOf(dataset), key))
      const { revision, createdAt, complete, report, anomalies } = Report.parse(JSON.parse(text))
      const { total_events: events, total_errors: errors } = report
      return { key, revision, createdAt: Date.parse(createdAt), complete, events, errors, anomalies: anomalies.length }
    }),
  )
  return revisions.sort((a, b) => b.revision - a.revision)
}

/** The object key of a superseded revision. */
export function revisionKey(window: string, revision: number): string {
  return `${window}.r${revision}.json`
}
