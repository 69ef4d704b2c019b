import type { RejectedRecord } from '@main/ports/sink-connector'

/** A record of any topic, with its headers. */
export interface TopicRecord {
  readonly offset: number
  readonly headers: ReadonlyMap<string, Uint8Array>
}

/** Reads the only partition of a topic, from an offset on; returns nothing when the topic does not exist. */
export type ReadTopic = (
  topic: string,
  from: number,
  limit: number,
) => Promise<{ readonly records: readonly TopicRecord[]; readonly next: number }>

const PREFIX = '__connect.errors.'
const SHORT = 300

/** The original record that a record of the dead letter topic describes; null when it does not come from `topic`. */
export function rejectedRecord(record: TopicRecord, topic: string): RejectedRecord | null {
  const header = (name: string) => {
    const bytes = record.headers.get(PREFIX + name)
    return bytes && new TextDecoder().decode(bytes)
  }
  if (header('topic') !== topic) return null
  const partition = Number(header('partition') ?? Number.NaN)
  const offset = Number(header('offset') ?? Number.NaN)
  if (!Number.isSafeInteger(partition) || !Number.isSafeInteger(offset)) return null
  const reason = reasonOf(header('exception.message'), header('exception.class.name'), header('exception.stacktrace'))
  return { partition, offset, reason }
}

/** The message often describes only the wrapping error ("Failed to deserialize …"); the cause is in the stack trace. */
function reasonOf(message: string | undefined, className: string | undefined, trace: string | undefined): string {
  const cause = trace?.split('\n').findLast((line) => line.startsWith('Caused by: '))
  const said = message ?? className?.split('.').at(-1) ?? 'it gave no reason'
  const why = cause === undefined ? said : `${said} (${cause.slice('Caused by: '.length).trim()})`
  return why.slice(0, SHORT)
}
