import { takeEvents } from '@main/pipeline/intake/take-events'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { ApiContext } from './context'
import { datasetOf } from './dataset-of'

export const MOST_RECORDS = 10_000
export const MOST_KEY = 255
/** When the intake is full, ask again after this. */
const RETRY_AFTER_S = 5

export interface PostedEvents {
  readonly dataset: string
  /** The client's name for the batch. */
  readonly key: string
  /** The media type. */
  readonly type: string
  readonly bytes: Uint8Array
}

export interface EventsReply {
  readonly status: number
  readonly body: unknown
  /** When a request that was not taken may be repeated, in seconds. */
  readonly retryAfter?: number
}

type Context = Pick<ApiContext, 'containerLines' | 'copies' | 'datasets' | 'flow' | 'ports' | 'refusal'>

/** Takes the records of a request: a JSON array, JSON lines, or an Avro container file. Answers 202 only when the good ones are on disk. */
export async function postEvents(context: Context, { dataset, key, type, bytes }: PostedEvents): Promise<EventsReply> {
  if (key === '' || key.length > MOST_KEY)
    return refusal(400, `the Idempotency-Key must have 1 to ${MOST_KEY} characters`)
  const records = await recordsOf(bytes, type, context.containerLines)
  if (typeof records === 'string') return refusal(records === UNKNOWN_TYPE ? 415 : 400, records)
  if (records.length === 0) return refusal(400, 'the batch has no records')
  if (records.length > MOST_RECORDS) return refusal(413, `the batch has more than ${MOST_RECORDS} records`)
  try {
    if (context.refusal) throw new FaultError(context.refusal)
    // What is taken during a copy would stay in the backend that is left.
    context.copies.refuseStages()
    const outcome = await takeEvents(context.ports, datasetOf(context, dataset), { records, key })
    switch (outcome.state) {
      case 'full':
        return busy(429, 'too many events wait for the log; send the same batch again later')
      case 'key-reused':
        return refusal(422, 'another batch was sent under this Idempotency-Key')
      case 'taken':
        return { status: outcome.answer.taken > 0 ? 202 : 422, body: outcome.answer }
    }
  } catch (thrown) {
    if (!(thrown instanceof FaultError)) throw thrown
    const { code } = thrown.fault
    if (code === 'dataset-unknown') return refusal(404, faultMessage(thrown.fault))
    if (PASSING.includes(code)) return busy(503, faultMessage(thrown.fault))
    return refusal(409, faultMessage(thrown.fault))
  }
}

/** What is over after a while, without a change to the request. */
const PASSING: readonly FaultError['fault']['code'][] = [
  ...(['registry-unavailable', 'disk-full', 'disk-error', 'data-dir-not-writable', 'copy-running'] as const),
]
const UNKNOWN_TYPE =
  'send application/json (an array of events), application/x-ndjson (one event a line) or avro/binary (an Avro container file)'
const BROKEN = Symbol('not JSON')

async function recordsOf(
  bytes: Uint8Array,
  type: string,
  containerLines: Context['containerLines'],
): Promise<readonly unknown[] | string> {
  if (/^(?:avro\/binary|application\/(?:vnd\.apache\.)?avro)\b/.test(type)) return avroRecords(bytes, containerLines)
  const text = Buffer.from(bytes).toString('utf8')
  if (/^application\/json\b/.test(type)) {
    const value = parsed(text)
    return value === BROKEN ? 'the body is not JSON' : Array.isArray(value) ? value : [value]
  }
  if (!/^application\/(?:x-)?(?:ndjson|jsonl)\b/.test(type)) return UNKNOWN_TYPE
  return recordsOfLines(text)
}

/** A broken line is one bad record among others. */
function recordsOfLines(text: string): readonly unknown[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const value = parsed(line)
    return value === BROKEN ? line : value
  })
}

/** One more than may be sent at most: a small file may unpack to many. */
async function avroRecords(
  bytes: Uint8Array,
  containerLines: Context['containerLines'],
): Promise<readonly unknown[] | string> {
  const records: unknown[] = []
  try {
    for await (const lines of containerLines([bytes])) {
      records.push(...recordsOfLines(Buffer.from(lines).toString('utf8')))
      if (records.length > MOST_RECORDS) break
    }
    return records.slice(0, MOST_RECORDS + 1)
  } catch (thrown) {
    return `the body is no Avro container file that can be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return BROKEN
  }
}

function refusal(status: number, detail: string): EventsReply {
  return { status, body: { detail } }
}

function busy(status: number, detail: string): EventsReply {
  return { status, body: { detail }, retryAfter: RETRY_AFTER_S }
}
