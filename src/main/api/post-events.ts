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
  readonly text: string
}

export interface EventsReply {
  readonly status: number
  readonly body: unknown
  /** When a request that was not taken may be repeated, in seconds. */
  readonly retryAfter?: number
}

type Context = Pick<ApiContext, 'datasets' | 'flow' | 'ports' | 'refusal'>

/** Takes the records of a request: JSON lines, or a JSON array. Answers 202 only when the good ones are on disk. */
export async function postEvents(context: Context, { dataset, key, type, text }: PostedEvents): Promise<EventsReply> {
  if (key === '' || key.length > MOST_KEY)
    return refusal(400, `the Idempotency-Key must have 1 to ${MOST_KEY} characters`)
  const records = recordsOf(text, type)
  if (typeof records === 'string') return refusal(records === UNKNOWN_TYPE ? 415 : 400, records)
  if (records.length === 0) return refusal(400, 'the batch has no records')
  if (records.length > MOST_RECORDS) return refusal(413, `the batch has more than ${MOST_RECORDS} records`)
  try {
    if (context.refusal) throw new FaultError(context.refusal)
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
    if (code === 'registry-unavailable' || code === 'disk-full') return busy(503, faultMessage(thrown.fault))
    return refusal(409, faultMessage(thrown.fault))
  }
}

const UNKNOWN_TYPE = 'send application/json (an array of events) or application/x-ndjson (one event a line)'
const BROKEN = Symbol('not JSON')

function recordsOf(text: string, type: string): readonly unknown[] | string {
  if (/^application\/json\b/.test(type)) {
    const value = parsed(text)
    return value === BROKEN ? 'the body is not JSON' : Array.isArray(value) ? value : [value]
  }
  if (!/^application\/(?:x-)?(?:ndjson|jsonl)\b/.test(type)) return UNKNOWN_TYPE
  // A broken line is one bad record among others.
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const value = parsed(line)
    return value === BROKEN ? line : value
  })
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
