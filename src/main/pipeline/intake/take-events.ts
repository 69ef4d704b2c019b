import { createHash } from 'node:crypto'
import type { FlowPorts } from '@main/ports'
import type { LogRecord } from '@main/ports/event-log'
import { MAX_RECORD_BYTES } from '@main/ports/log-batch'
import type { Dataset, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { isStorableTime } from '@shared/model/window'
import { openCodec } from '../codec'
import { createJsonEventParser } from '../source/json-and-csv-parsers'
import { createLineEventIds } from '../source/line-event-ids'
import { createRecordKeys } from '../source/record-key'

/** What a client is answered: how many of its records are on disk, and which are not. */
export interface Taken {
  readonly taken: number
  /** By their place in the request, from 0 on. */
  readonly refused: readonly { readonly record: number; readonly reason: string }[]
}

export type TakeOutcome =
  | { readonly state: 'taken'; readonly answer: Taken; readonly repeated: boolean }
  | { readonly state: 'full' }
  | { readonly state: 'key-reused' }

interface TakeRequest {
  /** Each record as the client has it: a JSON value. */
  readonly records: readonly unknown[]
  readonly key: string
}

type Used = Pick<FlowPorts, 'codecs' | 'intake' | 'registry'>

/**
 * Checks and encodes the records of a request, and keeps the good ones for the log. They are on disk when it resolves. A request under a known
 * key keeps nothing and gets the first answer.
 */
export async function takeEvents(ports: Used, dataset: Dataset, { records, key }: TakeRequest): Promise<TakeOutcome> {
  const { intake } = ports
  const fingerprint = createHash('sha256').update(JSON.stringify(records)).digest('hex')
  const before = await intake.find(dataset.name, key)
  if (before) return outcomeOf(before, fingerprint, true)

  const codec = await openCodec(ports, dataset)
  const parse = createJsonEventParser(dataset)
  const idOf = createLineEventIds(`intake ${dataset.name} ${key}`)
  const keyOf = createRecordKeys(dataset)
  const recordOf = (given: unknown, i: number): LogRecord | string => {
    const event = parse(JSON.stringify(given), idOf(i)) ?? 'it is empty'
    if (typeof event === 'string') return event
    const eventTime = Number(event[dataset.roles.time])
    if (!isStorableTime(eventTime)) return `${dataset.roles.time}: ${eventTime} lies outside the years 1900 to 2299`
    const value = encoded(codec, event)
    if (typeof value === 'string') return value
    const size = keyOf(event).length + value.length
    if (size > MAX_RECORD_BYTES) return `it has ${size} bytes, and the log accepts records of up to ${MAX_RECORD_BYTES}`
    return { key: keyOf(event), value, eventTime }
  }
  const results = records.map(recordOf)
  const good = results.filter((result) => typeof result !== 'string')
  const refused = results.flatMap((result, record) => (typeof result === 'string' ? [{ record, reason: result }] : []))
  const answer: Taken = { taken: good.length, refused }
  const batch = { dataset: dataset.name, key, fingerprint, records: good, answer: JSON.stringify(answer) }
  if (!(await intake.put(batch))) return { state: 'full' }
  // Another request under the same key may have been faster.
  const kept = await intake.find(dataset.name, key)
  return outcomeOf(kept ?? batch, fingerprint, false)
}

function outcomeOf(
  { fingerprint, answer }: { readonly fingerprint: string; readonly answer: string },
  own: string,
  repeated: boolean,
): TakeOutcome {
  if (fingerprint !== own) return { state: 'key-reused' }
  return { state: 'taken', answer: JSON.parse(answer) as Taken, repeated }
}

function encoded(codec: Awaited<ReturnType<typeof openCodec>>, event: Event): Uint8Array | string {
  try {
    return codec.encode(event)
  } catch (thrown) {
    if (thrown instanceof FaultError && thrown.fault.code === 'event-invalid') return thrown.fault.problem
    throw thrown
  }
}
