import { Cursor } from './cursor'

/**
 * The header by which Millrace knows its own records; it carries the event time: epoch ms as a float64, big endian. (A record's
 * timestamp is when the log took it.)
 */
export const EVENT_TIME_HEADER = 'millrace.event-time'
/** What it was called before. */
const FORMER_HEADER = 't'
const TIME_BYTES = 8
/** The furthest a date of JavaScript can be from 1970. */
const MAX_TIME = 8.64e15
const NAME = Buffer.from(EVENT_TIME_HEADER)
/** One header, its key, its value of eight bytes, as they are in a record. */
export const EVENT_TIME_HEADER_START = Buffer.from([2, 2 * NAME.length, ...NAME, 2 * TIME_BYTES])
export const EVENT_TIME_HEADER_BYTES = EVENT_TIME_HEADER_START.length + TIME_BYTES

/** Where a record's headers are. */
interface Headers {
  readonly bytes: Buffer
  readonly headersAt: number
  readonly transactional: boolean
}

/**
 * The event time of a record that Millrace wrote; null when another producer wrote it. Millrace appends in transactions only, and with
 * no header but its own.
 */
export function ownEventTime({ bytes, headersAt, transactional }: Headers): number | null {
  if (!transactional) return null
  const timeAt = headersAt + EVENT_TIME_HEADER_START.length
  if (bytes.length >= timeAt + TIME_BYTES && EVENT_TIME_HEADER_START.equals(bytes.subarray(headersAt, timeAt))) {
    return date(bytes.readDoubleBE(timeAt))
  }
  const headers = headersOf(bytes, headersAt)
  const former = headers.size === 1 ? headers.get(FORMER_HEADER) : undefined
  return former?.length === TIME_BYTES ? date(former.readDoubleBE(0)) : null
}

/** The event time of the first record of ours in a batch that cannot be read; null when there is none. */
export function firstOwnTime(bytes: Buffer): number | null {
  const mark = bytes.indexOf(EVENT_TIME_HEADER_START)
  const timeAt = mark + EVENT_TIME_HEADER_START.length
  return mark < 0 || timeAt + TIME_BYTES > bytes.length ? null : date(bytes.readDoubleBE(timeAt))
}

function date(time: number): number | null {
  return Math.abs(time) <= MAX_TIME ? time : null
}

/** None when they are damaged. */
export function headersOf(bytes: Buffer, headersAt: number): Map<string, Buffer> {
  const headers = new Map<string, Buffer>()
  const cursor = new Cursor(bytes, headersAt)
  const part = () => {
    const length = Math.max(0, cursor.varint())
    cursor.at += length
    return bytes.subarray(cursor.at - length, cursor.at)
  }
  try {
    for (let left = cursor.varint(); left > 0; left--) headers.set(part().toString(), part())
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    return new Map()
  }
  return headers
}
