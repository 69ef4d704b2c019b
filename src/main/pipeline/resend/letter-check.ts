import type { FlowPorts } from '@main/ports'
import type { LogRecord } from '@main/ports/event-log'
import type { WholeLetter } from '@main/ports/letter-resends'
import { MAX_RECORD_BYTES } from '@main/ports/log-batch'
import type { EventCodec } from '@main/ports/schema-registry'
import type { Dataset, Event } from '@shared/model/dataset'
import type { DeadLetterPlace } from '@shared/model/dead-letter'
import { FaultError } from '@shared/model/fault'
import { createDerivation, missingTime } from '@shared/model/stored-fields'
import { isStorableTime } from '@shared/model/window'
import { openCodec } from '../codec'
import { CHANGED_ON_DISK } from '../sink/record-decoder'
import { createSchemaLookup, type SchemaLookup } from '../sink/schema-lookup'
import { lineParserOf } from '../source/choose-line-parser'
import { createLineEventIds } from '../source/line-event-ids'
import { lineToEvent } from '../source/line-to-event'
import { createRecordKeys } from '../source/record-key'
import { REST_OF_LINE } from '../source/replay'

const BATCH = 'a batch that could not be read has no records to send'
const NO_FORMAT = 'an earlier version of Millrace kept this line, without its format; replay its file again'
const NO_EVENT = 'the line is a header or a comment'

/** Whether dead letters would pass now, and as which records. */
export interface LetterCheck {
  /**
   * The record of each letter, or the reason why there is none. Waits until the registry answers, and calls `waits` with the reason
   * meanwhile; without `waits`, its silence is the reason. Throws when the signal aborts.
   */
  check(
    letters: readonly WholeLetter[],
    signal: AbortSignal,
    waits?: (reason: string) => Promise<void>,
  ): Promise<CheckedLetter[]>
}

export interface CheckedLetter {
  readonly id: number
  readonly result: LogRecord | string
}

type Context = Pick<FlowPorts, 'registry' | 'codecs' | 'clock'>

/** With the dataset's current schema, and all its versions in the registry. */
export async function openLetterCheck(ports: Context, dataset: Dataset): Promise<LetterCheck> {
  const codec = await openCodec(ports, dataset)
  const schemas = createSchemaLookup(ports, dataset, codec)
  const keyOf = createRecordKeys(dataset)
  const derive = createDerivation(dataset)
  const { time } = dataset.roles

  const recordOf = (letter: WholeLetter): LogRecord | string => {
    const { place, body } = letter
    if (letter.records > 1) return BATCH
    const read = place.kind === 'file' ? eventOfLine(dataset, letter, place) : eventOfRecord(codec, schemas, letter)
    if (typeof read === 'string') return read
    const event = derive(read)
    const missing = missingTime(dataset, event)
    if (missing !== null) return missing
    const eventTime = Number(event[time])
    if (!isStorableTime(eventTime)) return `${time}: ${event[time]} lies outside the years 1900 to 2299`
    // A record goes into the log as it came.
    const value = place.kind === 'file' ? orProblem(() => codec.encode(event)) : body
    if (typeof value === 'string') return value
    const key = keyOf(event)
    const size = key.length + value.length
    if (size > MAX_RECORD_BYTES) return `it has ${size} bytes, and the log accepts records of up to ${MAX_RECORD_BYTES}`
    return { key, value, eventTime }
  }

  return {
    async check(letters, signal, waits) {
      const records = letters
        .filter(({ place }) => place.kind === 'log')
        .map(({ body }) => ({ value: body, intact: true, problem: null }))
      for (let ids = schemas.unmet(records); ids.length > 0; ids = schemas.unmet(records)) {
        signal.throwIfAborted()
        await schemas.ask(ids, signal)
        if (schemas.waitsFor === null) continue
        if (!waits) break
        await waits(schemas.waitsFor)
      }
      return letters.map((letter) => ({ id: letter.id, result: recordOf(letter) }))
    },
  }
}

function eventOfRecord(codec: EventCodec, schemas: SchemaLookup, { body, reason }: WholeLetter): Event | string {
  // Avro does not notice most changed bytes.
  if (reason === CHANGED_ON_DISK) return reason
  const unknown = codec.unknownId(body)
  if (unknown !== null) return schemas.waitsFor ?? schemas.refusal(unknown)
  return orProblem(() => codec.decode(body))
}

function eventOfLine(
  dataset: Dataset,
  { body, reason }: WholeLetter,
  { format, header, replay, line }: Extract<DeadLetterPlace, { kind: 'file' }>,
): Event | string {
  if (reason === REST_OF_LINE) return reason
  if (!format) return NO_FORMAT
  const parse = lineParserOf(dataset, format, header ?? null)
  const whole = { bytes: body, size: body.length, number: line, end: 0, whole: true }
  return lineToEvent(whole, parse, createLineEventIds(replay)) ?? NO_EVENT
}

function orProblem<T>(work: () => T): T | string {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'event-invalid') return thrown.fault.problem
    throw thrown
  }
}
