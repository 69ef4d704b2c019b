import { traceEvent } from '@main/pipeline/trace-event'
import { FaultError } from '@shared/model/fault'
import { api } from './base'
import { datasetOf } from './dataset-of'

export const events = {
  rows: api.events.rows.handler(({ context, input }) =>
    context.ports.store.search.inWindow(datasetOf(context, input.dataset), input.start, input, input.limit),
  ),
  trace: api.events.trace.handler(({ context, input, signal }) =>
    traceEvent(context.ports, datasetOf(context, input.dataset), input, signal),
  ),
  find: api.events.find.handler(async ({ context, input }) => {
    const dataset = datasetOf(context, input.dataset)
    const row = await context.ports.store.search.byId(dataset, input.id)
    if (!row) throw new FaultError({ code: 'event-unknown', dataset: dataset.name, which: `"${input.id}"` })
    return row.place
  }),
}
