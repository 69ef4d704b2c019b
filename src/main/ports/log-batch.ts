import { FaultError } from '@shared/model/fault'
import { type WindowStart, windowOf } from '@shared/model/window'
import type { LogRecord } from './event-log'
import { partitionOfKey } from './partition-of-key'

/** The limit for key and value together. */
export const MAX_RECORD_BYTES = 1024 * 1024
/** The largest distance of a JS date from 1970. */
const MAX_TIME = 8.64e15

/** A batch, sorted by partition: `order[starts[p]..starts[p + 1])` are the indexes of partition p's records, in their original order. */
export interface BatchPlan {
  readonly order: Uint32Array
  readonly starts: Uint32Array
  readonly logged: Map<WindowStart, number>
  readonly bytes: number
}

/** Throws `event-invalid` when no log can hold one of the records. `bytesOf` is the size of a record in this log. */
export function planBatch(
  records: readonly LogRecord[],
  partitions: number,
  bytesOf: (record: LogRecord) => number,
): BatchPlan {
  const partitionOf = new Uint16Array(records.length)
  const starts = new Uint32Array(partitions + 1)
  const logged = new Map<WindowStart, number>()
  let bytes = 0
  let [window, inWindow] = [Number.NaN, 0]
  const closeRun = () => {
    if (inWindow > 0) logged.set(window, (logged.get(window) ?? 0) + inWindow)
    inWindow = 0
  }
  for (let i = 0; i < records.length; i++) {
    const record = records[i] as LogRecord
    check(record)
    const partition = partitionOfKey(record.key, partitions)
    partitionOf[i] = partition
    starts[partition + 1] = (starts[partition + 1] as number) + 1
    bytes += bytesOf(record)
    const start = windowOf(record.eventTime)
    if (start !== window) closeRun()
    window = start
    inWindow++
  }
  closeRun()
  for (let p = 0; p < partitions; p++) starts[p + 1] = (starts[p + 1] as number) + (starts[p] as number)
  const order = new Uint32Array(records.length)
  const place = starts.slice()
  for (let i = 0; i < records.length; i++) {
    const partition = partitionOf[i] as number
    order[place[partition] as number] = i
    place[partition] = (place[partition] as number) + 1
  }
  return { order, starts, logged, bytes }
}

function check({ key, value, eventTime }: LogRecord): void {
  const size = key.length + value.length
  if (size > MAX_RECORD_BYTES) {
    const problem = `it has ${size} bytes, and the log accepts records of up to ${MAX_RECORD_BYTES}`
    throw new FaultError({ code: 'event-invalid', problem })
  }
  if (!(Math.abs(eventTime) <= MAX_TIME)) {
    throw new FaultError({ code: 'event-invalid', problem: `its time ${eventTime} is not a date` })
  }
}
