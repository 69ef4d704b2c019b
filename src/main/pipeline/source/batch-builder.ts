import type { LogRecord } from '@main/ports/event-log'
import type { EventCodec } from '@main/ports/schema-registry'
import type { Dataset, Event } from '@shared/model/dataset'
import { type WindowStart, windowOf } from '@shared/model/window'
import { createRecordKeys } from './record-key'

/** Encoded events on their way to the log, and their number per window. */
export interface Batch {
  readonly records: LogRecord[]
  readonly produced: Map<WindowStart, number>
}

export interface BatchBuilder {
  start(): Batch
  /**
   * Encodes the event into the batch. Throws `event-invalid`, and leaves the batch unchanged then. `damaged` cuts the record off.
   */
  add(batch: Batch, event: Event, damaged?: boolean): void
}

export function createBatchBuilder(dataset: Dataset, codec: EventCodec): BatchBuilder {
  const { time } = dataset.roles
  const keyOf = createRecordKeys(dataset)
  return {
    start: () => ({ records: [], produced: new Map() }),
    add({ records, produced }, event, damaged = false) {
      const eventTime = Number(event[time])
      const encoded = codec.encode(event)
      const value = damaged ? encoded.subarray(0, Math.floor(encoded.length / 2)) : encoded
      records.push({ key: keyOf(event), value, eventTime })
      const window = windowOf(eventTime)
      produced.set(window, (produced.get(window) ?? 0) + 1)
    },
  }
}
