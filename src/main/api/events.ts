import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { traceEvent } from '@main/pipeline/trace-event'
import { FaultError } from '@shared/model/fault'
import { windowName } from '@shared/model/window'
import { api } from './base'
import { datasetOf } from './dataset-of'

export const events = {
  rows: api.events.rows.handler(({ context, input }) =>
    context.ports.store.search.inWindow(datasetOf(context, input.dataset), input.start, input, input.limit),
  ),
  rowsAsParquet: api.events.rowsAsParquet.handler(async ({ context, input }) => {
    const dataset = datasetOf(context, input.dataset)
    const { rows } = await context.ports.store.search.inWindow(dataset, input.start, input, input.limit)
    const bytes = await buffer(Readable.from(context.ports.rowFiles.parquet(dataset, Readable.from([rows]))))
    const name = `${dataset.name}_${windowName(input.start)}_rows.parquet`
    return new File([new Uint8Array(bytes)], name, { type: 'application/vnd.apache.parquet' })
  }),
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
