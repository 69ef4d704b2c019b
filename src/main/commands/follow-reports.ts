import { setTimeout as sleep } from 'node:timers/promises'
import { readReport } from '@main/api/reports'
import type { ObjectStore } from '@main/ports/object-store'
import { bucketOf, type DatasetName } from '@shared/model/dataset'
import type { Report } from '@shared/model/report'
import { parseWindowName } from '@shared/model/window'

const LOOK_MS = 1_000
/** Listing months of reports takes a while: it may take a tenth of the time. */
const REST_FACTOR = 9

/**
 * Reports as they come: first the newest one, if there is any, then every new one and every new revision, in the order in which they were
 * made, until the signal aborts.
 */
export async function* followReports(
  objects: Pick<ObjectStore, 'list' | 'head' | 'get'>,
  dataset: DatasetName,
  signal: AbortSignal,
): AsyncGenerator<{ readonly name: string; readonly report: Report }, void, undefined> {
  const bucket = bucketOf(dataset)
  let seen: ReadonlyMap<string, number> | null = null
  while (!signal.aborted) {
    const began = performance.now()
    const found = (await objects.list(bucket)).flatMap(({ key, modifiedAt }) => {
      const name = /^(.+)\.json$/.exec(key)?.[1] ?? ''
      return parseWindowName(name) === null ? [] : [{ name, modifiedAt }]
    })
    const known = seen
    const fresh =
      known === null ? found.slice(-1) : found.filter(({ name, modifiedAt }) => known.get(name) !== modifiedAt)
    for (const { name } of fresh.sort((a, b) => a.modifiedAt - b.modifiedAt)) {
      yield { name, report: await readReport({ ports: { objects } }, dataset, parseWindowName(name) ?? 0) }
    }
    seen = new Map(found.map(({ name, modifiedAt }) => [name, modifiedAt]))
    const took = performance.now() - began
    await sleep(Math.max(LOOK_MS, REST_FACTOR * took), undefined, { signal }).catch(() => undefined)
  }
}
