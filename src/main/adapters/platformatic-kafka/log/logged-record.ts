import type { LoggedRecord } from '@main/ports/event-log'
import { firstOwnTime, ownEventTime } from '../wire/event-time-header'
import type { PlacedRecord, Unreadable } from '../wire/read-records'

const NOTHING = new Uint8Array(0)

export function loggedRecord(epoch: number, partition: number, record: PlacedRecord): LoggedRecord {
  const { bytes, offset, timestamp, intact, hasValue, keyAt, keyEnd, valueAt, valueEnd } = record
  const own = ownEventTime(record)
  return {
    partition,
    epoch,
    offset,
    loggedAt: own === null ? likelyTime(timestamp) : timestamp,
    intact,
    foreign: own === null,
    problem: hasValue ? null : 'it has no value: Kafka calls such a record a tombstone',
    records: 1,
    eventTime: own ?? timestamp,
    key: bytes.subarray(keyAt, keyEnd),
    value: bytes.subarray(valueAt, valueEnd),
  }
}

/** One in place of all the records whose boundaries are lost. */
export function unreadableRecord(epoch: number, partition: number, range: Unreadable): LoggedRecord {
  const { first, last, records, bytes, timestamp, reason } = range
  // Millrace does not compress what it writes, so its mark can be seen in it.
  const own = firstOwnTime(bytes)
  const which = first === last ? `offset ${first}` : `offsets ${first} to ${last}`
  return {
    partition,
    epoch,
    offset: first,
    loggedAt: likelyTime(timestamp ?? -1),
    intact: false,
    foreign: own === null,
    problem: `the batch of ${which} cannot be read: ${reason}`,
    records,
    // The same however often it is read: it decides which window it is counted for, and NaN is none.
    eventTime: own ?? timestamp ?? Number.NaN,
    key: NOTHING,
    value: bytes,
  }
}

/** Other producers set a record's timestamp as they like; the log cannot have taken it in the future. */
function likelyTime(timestamp: number): number {
  const now = Date.now()
  return timestamp < 0 ? now : Math.min(timestamp, now)
}
