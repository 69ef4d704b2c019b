import { expect } from 'vitest'
import type { EventLog, LoggedRecord, LogRead, LogRecord, WindowCount } from '../../event-log'

export const MINUTE = 1_700_000_040_000
export const ANY_TIME_MS = 50
export const READ_WITHIN_MS = 5_000
export const NEVER = new AbortController().signal

export function recordsOf(first: number, count: number): LogRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    key: bytesOf(`key ${first + i}`),
    value: bytesOf(String(first + i)),
    eventTime: MINUTE + first + i,
  }))
}

/** All records from the first kept offset, or from `from`, up to the current end. */
export async function readAll(
  log: EventLog,
  topic: string,
  limit = 10_000,
  from?: readonly number[],
): Promise<LoggedRecord[]> {
  const { start, end } = await log.offsets(topic)
  const all: LoggedRecord[] = []
  let next = from ?? start
  while (end.some((offset, partition) => (next[partition] ?? 0) < offset)) {
    const read = await readSome(log, topic, next, limit)
    const reached = [...next]
    for (const { partition, offset } of read.records) {
      expect(offset).toBeGreaterThanOrEqual(reached[partition] ?? 0)
      reached[partition] = offset + 1
    }
    read.next.forEach((offset, partition) => {
      expect(offset).toBeGreaterThanOrEqual(reached[partition] ?? 0)
    })
    all.push(...read.records)
    next = read.next
  }
  return all
}

/** The next read that returns records or advances. */
export async function readSome(log: EventLog, topic: string, next: readonly number[], limit: number): Promise<LogRead> {
  const deadline = Date.now() + READ_WITHIN_MS
  for (;;) {
    const read = await log.read(topic, next, limit)
    if (read.next.some((offset, partition) => offset > (next[partition] ?? 0))) return read
    if (Date.now() > deadline) throw new Error(`nothing of ${topic} came after ${next} within ${READ_WITHIN_MS} ms`)
    await log.waitForAppend(ANY_TIME_MS, NEVER)
  }
}

export function countsOf({ windows }: { windows: readonly WindowCount[] }) {
  return windows.map(({ start, produced, logged }) => ({ start, produced, logged }))
}

export function texts(records: readonly LogRecord[]): string[] {
  return records.map(textOf)
}

export function textOf(record: LogRecord): string {
  return Buffer.from(record.value).toString()
}

export function placeOf(record: LoggedRecord): string {
  return `${record.partition} ${record.offset} ${textOf(record)}`
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
