import { api } from './base'
import { datasetOf } from './dataset-of'

export const incidents = {
  open: api.incidents.open.handler(async function* ({ context, signal }) {
    let before = ''
    for await (const _ of context.incidents.changes.follow(signal)) {
      const open = await context.incidents.open()
      // An incident that ended long ago, or a delivered message, changes nothing here, but a timeline follows this, too.
      const [last] = await context.incidents.list({ limit: 1 })
      const text = JSON.stringify([open, last])
      if (text !== before) yield open
      before = text
    }
  }),
  list: api.incidents.list.handler(async ({ context, input }) => {
    const found = await context.incidents.list({ ...input, limit: input.limit + 1 })
    return { items: found.slice(0, input.limit), more: found.length > input.limit }
  }),
  get: api.incidents.get.handler(({ context, input }) => context.incidents.get(input.id)),
  acknowledge: api.incidents.acknowledge.handler(({ context, input }) => context.incidents.acknowledge(input.id)),
  accept: api.incidents.accept.handler(({ context, input }) => context.incidents.accept(input.id)),
}

export const detection = {
  bands: api.detection.bands.handler(async function* ({ context, input, signal }) {
    const { name } = datasetOf(context, input.dataset)
    let seen = -1
    for await (const reported of context.windows.reported.follow(signal)) {
      const count = reported[name] ?? 0
      if (count !== seen) yield await context.windows.bands.newest(name, input.measure, input.windows, input.through)
      seen = count
    }
  }),
}
