import { eventWay } from '@main/pipeline/event-way'
import { FaultError } from '@shared/model/fault'
import { api } from './base'
import { datasetOf } from './dataset-of'

export const drill = {
  rows: api.drill.rows.handler(({ context, input }) =>
    context.ports.store.search.inWindow(datasetOf(context, input.dataset), input.start, input, input.limit),
  ),
  way: api.drill.way.handler(({ context, input, signal }) =>
    eventWay(context.ports, datasetOf(context, input.dataset), input, signal),
  ),
  find: api.drill.find.handler(async ({ context, input }) => {
    const dataset = datasetOf(context, input.dataset)
    const row = await context.ports.store.search.byId(dataset, input.id)
    if (!row) throw new FaultError({ code: 'event-unknown', dataset: dataset.name, which: `"${input.id}"` })
    return row.place
  }),
}
