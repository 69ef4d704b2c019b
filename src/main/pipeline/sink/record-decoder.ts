import type { FlowPorts } from '@main/ports'
import type { NewDeadLetter } from '@main/ports/dead-letters'
import type { EventLog, LoggedRecord } from '@main/ports/event-log'
import type { Dataset, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { createDerivation, missingTime } from '@shared/model/stored-fields'
import { isStorableTime, type WindowStart, windowOf } from '@shared/model/window'
import { openCodec } from '../codec'
import type { StageContext } from '../stage'
import { createLiveSeconds, type LiveSeconds } from './live-seconds'
import { createSchemaLookup, type SchemaLookup } from './schema-lookup'

/** The reason of dead letters whose bytes are not those that were written. */
export const CHANGED_ON_DISK = 'the bytes do not match their checksum: they changed on disk'

/** A record of the log and its decoded content. */
export interface Seen {
  readonly record: LoggedRecord
  /** The event, or the reason why there is none. */
  readonly event: Event | string
  readonly epoch: number
  readonly partition: number
  readonly offset: number
  /** The event's time; for a record without an event, the time that the log has for it. */
  readonly eventTime: number
}
export type Good = Seen & { readonly event: Event }
export type Bad = Seen & { readonly event: string }

export function isGood(seen: Seen): seen is Good {
  return typeof seen.event !== 'string'
}

export function isBad(seen: Seen): seen is Bad {
  return typeof seen.event === 'string'
}

/** A dataset on its way from the log to the store, with either sink. */
export interface RecordDecoder {
  readonly dataset: Dataset
  readonly live: LiveSeconds
  /** Per partition: events before this offset are already in the live charts. */
  readonly counted: readonly number[]
  readonly schemas: SchemaLookup
  /** Decodes the record, and counts it for the live chart when it is new. */
  see(record: LoggedRecord): Seen
}

interface Context extends Pick<StageContext, 'counted'> {
  readonly ports: Pick<FlowPorts, 'clock' | 'codecs' | 'registry'> & { readonly log: Pick<EventLog, 'offsets'> }
}

export async function openRecordDecoder({ ports, counted: before }: Context, dataset: Dataset): Promise<RecordDecoder> {
  const codec = await openCodec(ports, dataset)
  const schemas = createSchemaLookup(ports, dataset, codec)
  const live = createLiveSeconds(dataset)
  const { time } = dataset.roles
  const derive = createDerivation(dataset)
  const { end } = await ports.log.offsets(dataset.name)
  // A log that ends before the counted offsets is a different log.
  const counted = end.map((offset, partition) => {
    const reached = before[dataset.name]?.[partition] ?? 0
    return reached <= offset ? reached : 0
  })

  const decode = (record: LoggedRecord): Event | string => {
    if (record.problem !== null) return record.problem
    if (!record.intact) return CHANGED_ON_DISK
    const unknown = codec.unknownId(record.value)
    if (unknown !== null) return schemas.refusal(unknown)
    try {
      const event = derive(codec.decode(record.value))
      const missing = missingTime(dataset, event)
      if (missing !== null) return missing
      if (isStorableTime(Number(event[time]))) return event
      return `${time}: ${event[time]} lies outside the years 1900 to 2299`
    } catch (thrown) {
      if (thrown instanceof FaultError && thrown.fault.code === 'event-invalid') return thrown.fault.problem
      throw thrown
    }
  }
  return {
    dataset,
    live,
    counted,
    schemas,
    see(record) {
      const { epoch, partition, offset, loggedAt } = record
      const event = decode(record)
      if (typeof event === 'string') return { record, event, epoch, partition, offset, eventTime: record.eventTime }
      if (offset >= (counted[partition] ?? 0)) {
        live.add(event, loggedAt)
        counted[partition] = offset + 1
      }
      return { record, event, epoch, partition, offset, eventTime: Number(event[time]) }
    },
  }
}

/** The window that the record counts for; null when its time is outside every window. */
export function windowOfSeen({ record, eventTime }: Seen): WindowStart | null {
  // The log counted Millrace's own events by the times they were appended with, and did not count those of others.
  const time = record.foreign ? eventTime : record.eventTime
  return isStorableTime(time) ? windowOf(time) : null
}

export function deadLetter(dataset: Dataset, seen: Seen, reason: string): NewDeadLetter {
  const { record } = seen
  return {
    dataset: dataset.name,
    place: { kind: 'log', epoch: record.epoch, partition: record.partition, offset: record.offset },
    reason,
    body: record.value,
    window: windowOfSeen(seen),
    records: record.records,
  }
}
