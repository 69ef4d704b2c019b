import type { DatasetName } from '@shared/model/dataset'
import type { WindowRow, WindowStart } from '@shared/model/window'
import { api } from './base'
import type { ApiContext } from './context'
import { datasetOf } from './dataset-of'
import { throttled } from './throttle-and-poll'

const UPDATE_MS = 500

export const windows = {
  feed: api.windows.feed.handler(async function* ({ context, input, signal }) {
    const { name } = datasetOf(context, input.dataset)
    await context.windows.tracker.refresh(name)
    const changes = throttled(context.windows.tracker.changes, context.ports.clock, UPDATE_MS, signal)
    for await (const _ of changes) yield await rowsOf(context, name, { limit: input.limit })
  }),
  list: api.windows.list.handler(async ({ context, input }) => {
    const { name } = datasetOf(context, input.dataset)
    await context.windows.tracker.refresh(name)
    const rows = await rowsOf(context, name, { before: input.before, limit: input.limit + 1 })
    return { items: rows.slice(0, input.limit), more: rows.length > input.limit }
  }),
}

async function rowsOf(
  { windows: { tracker, gate } }: Pick<ApiContext, 'windows'>,
  dataset: DatasetName,
  query: { before?: WindowStart | undefined; limit: number },
): Promise<WindowRow[]> {
  const waits = ({ state, start, fault }: WindowRow) =>
    (state === 'closing' || state === 'reopened') && fault === null && gate.waits(dataset, start)
  const rows = await tracker.rows(dataset, query)
  return rows.map((row) => (waits(row) ? { ...row, waitsFor: 'airflow' } : row))
}
