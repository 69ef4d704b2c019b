import { api } from './base'
import { datasetOf } from './dataset-of'
import { throttled } from './throttle-and-poll'

const UPDATE_MS = 500

export const windows = {
  feed: api.windows.feed.handler(async function* ({ context, input, signal }) {
    const { name } = datasetOf(context, input.dataset)
    await context.windows.tracker.refresh(name)
    const changes = throttled(context.windows.tracker.changes, context.ports.clock, UPDATE_MS, signal)
    for await (const _ of changes) yield await context.windows.tracker.rows(name, { limit: input.limit })
  }),
  list: api.windows.list.handler(async ({ context, input }) => {
    const { name } = datasetOf(context, input.dataset)
    await context.windows.tracker.refresh(name)
    const rows = await context.windows.tracker.rows(name, { before: input.before, limit: input.limit + 1 })
    return { items: rows.slice(0, input.limit), more: rows.length > input.limit }
  }),
}
