import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EventLog, LogRecord } from '../event-log'
import { epochAt } from '../log-epochs'
import { faultCode } from './fault-code'
import {
  ANY_TIME_MS,
  bytesOf,
  countsOf,
  MINUTE,
  NEVER,
  placeOf,
  READ_WITHIN_MS,
  readAll,
  readSome,
  recordsOf,
  textOf,
  texts,
} from './testing/log-records'

export interface OpenedLog {
  /** Whether every offset holds a record. */
  readonly dense: boolean
  readonly log: EventLog
  /** Another connection to the same log, as another thread opens it. Closed by `cleanup`. */
  another(): Promise<EventLog>
  cleanup(): Promise<void>
}

const PARTITIONS = 3

/** The contract of every event log, whatever its technology. */
export function eventLogContract(name: string, open: () => Promise<OpenedLog>): void {
  describe(`${name} as an event log`, () => {
    let opened: OpenedLog
    let log: EventLog
    let topic: string

    beforeEach(async () => {
      opened = await open()
      log = opened.log
      topic = `contract_${Math.random().toString(36).slice(2)}`
      await log.createTopic(topic, PARTITIONS)
    })
    afterEach(() => opened.cleanup())

    it('forgets its records and counts when it is cleared, but neither offsets nor progress', async () => {
      const mark = { id: 'copy', produced: new Map([[MINUTE, 20]]), progress: 'there' }
      await log.append(topic, recordsOf(0, 20), mark)
      const before = await log.offsets(topic)
      await log.clear(topic)
      const { start, end } = await log.offsets(topic)
      expect(start).toEqual(end)
      expect(end.every((offset, partition) => offset >= (before.end[partition] ?? 0))).toBe(true)
      expect((await log.windowCounts(topic, 0)).windows).toEqual([])
      expect(await log.progress('copy')).toBe('there')
      await log.append(topic, recordsOf(20, 5), { ...mark, produced: new Map([[MINUTE, 5]]) })
      const { windows } = await log.windowCounts(topic, 0)
      expect(windows.reduce((sum, { logged }) => sum + logged, 0)).toBe(5)
      const another = await opened.another()
      expect((await another.windowCounts(topic, 0)).windows.reduce((sum, { logged }) => sum + logged, 0)).toBe(5)
      const { records } = await readSome(another, topic, end, 100)
      expect(records.length).toBeGreaterThan(0)
    })

    it('returns appended records byte for byte, with growing offsets from 0 in each partition', async () => {
      const records = recordsOf(0, 100)
      await log.append(topic, records.slice(0, 60))
      await log.append(topic, records.slice(60))
      const read = await readAll(log, topic)
      expect(texts(read).sort()).toEqual(records.map(textOf).sort())
      expect(read.every((record) => record.intact)).toBe(true)
      for (const partition of [0, 1, 2]) {
        const offsets = read.filter((record) => record.partition === partition).map((record) => record.offset)
        expect(offsets[0]).toBe(0)
        if (opened.dense) expect(offsets).toEqual(offsets.map((_, i) => i))
        else for (const [i, offset] of offsets.entries()) expect(offset).toBeGreaterThan(offsets[i - 1] ?? -1)
      }
      for (const record of read) expect(record.eventTime).toBe(MINUTE + Number(textOf(record)))
    })

    it('keeps records with the same key in one partition and in their order', async () => {
      const records = recordsOf(0, 90).map((record, i) => ({ ...record, key: bytesOf(`key ${i % 7}`) }))
      await log.append(topic, records)
      const read = await readAll(log, topic)
      for (let k = 0; k < 7; k++) {
        const same = read.filter((record) => Buffer.from(record.key).toString() === `key ${k}`)
        expect(new Set(same.map((record) => record.partition)).size).toBe(1)
        expect(texts(same).map(Number)).toEqual(
          texts(same)
            .map(Number)
            .sort((a, b) => a - b),
        )
      }
    })

    it('takes records without a key, a value or both', async () => {
      const nothing = new Uint8Array(0)
      await log.append(topic, [
        { key: nothing, value: bytesOf('only a value'), eventTime: MINUTE },
        { key: bytesOf('only a key'), value: nothing, eventTime: MINUTE },
        { key: nothing, value: nothing, eventTime: MINUTE },
      ])
      const read = await readAll(log, topic)
      expect(texts(read).sort()).toEqual(['', '', 'only a value'])
      expect(read.every((record) => record.intact)).toBe(true)
    })

    it('records when it accepted a record', async () => {
      const before = Date.now()
      await log.append(topic, recordsOf(0, 1))
      const [record] = await readAll(log, topic)
      expect(record?.loggedAt).toBeGreaterThanOrEqual(before)
      expect(record?.loggedAt).toBeLessThanOrEqual(Date.now())
    })

    it('reads in limits without skipping or repeating, from any offset on', async () => {
      await log.append(topic, recordsOf(0, 200))
      await log.append(topic, recordsOf(200, 50))
      const whole = await readAll(log, topic)
      const inSteps = await readAll(log, topic, 7)
      expect(inSteps.map(placeOf).sort()).toEqual(whole.map(placeOf).sort())
      const next = [10, 20, 30]
      expect((await readAll(log, topic, 1_000, next)).map(placeOf).sort()).toEqual(
        whole
          .filter((record) => record.offset >= (next[record.partition] as number))
          .map(placeOf)
          .sort(),
      )
    })

    it('reads fairly: no partition waits while another has many records', async () => {
      await log.append(topic, recordsOf(0, 300))
      // Acknowledged records become readable a moment later, and not in all partitions at once.
      expect(await readAll(log, topic)).toHaveLength(300)
      const { records } = await readSome(log, topic, [0, 0, 0], 30)
      const counts = [0, 1, 2].map((partition) => records.filter((record) => record.partition === partition).length)
      for (const count of counts) expect(count).toBeGreaterThanOrEqual(5)
    })

    it('returns no records at the end, and none from an empty topic', async () => {
      expect(await log.read(topic, [0, 0, 0], 10)).toEqual({ records: [], next: [0, 0, 0] })
      await log.append(topic, recordsOf(0, 10))
      const { end } = await log.offsets(topic)
      const { records, next } = await log.read(topic, end, 10)
      expect(records).toEqual([])
      for (const [partition, offset] of end.entries()) expect(next[partition]).toBeGreaterThanOrEqual(offset)
    })

    it('reaches the end, also past offsets that hold no record', async () => {
      for (let i = 0; i < 5; i++) await log.append(topic, recordsOf(i, 1))
      const { end } = await log.offsets(topic)
      let next: readonly number[] = [0, 0, 0]
      await vi.waitFor(async () => {
        next = (await log.read(topic, next, 10)).next
        for (const [partition, offset] of end.entries()) expect(next[partition]).toBeGreaterThanOrEqual(offset)
      }, READ_WITHIN_MS)
    })

    it('keeps topics apart', async () => {
      const other = `${topic}_other`
      await log.createTopic(other, 1)
      await log.append(other, recordsOf(0, 5))
      expect(await log.offsets(topic)).toEqual({ start: [0, 0, 0], end: [0, 0, 0] })
      const { end } = await log.offsets(other)
      expect(end).toHaveLength(1)
      expect(end[0]).toBeGreaterThanOrEqual(5)
      expect((await log.usage(other)).appended).toBe(5)
      expect((await log.windowCounts(topic, 0)).windows).toEqual([])
    })

    it('creates a topic once, and refuses it with a different number of partitions', async () => {
      await log.append(topic, recordsOf(0, 5))
      await log.createTopic(topic, PARTITIONS)
      expect((await log.usage(topic)).appended).toBe(5)
      expect(['log-damaged', 'topic-partitions']).toContain(await faultCode(log.createTopic(topic, PARTITIONS + 1)))
    })

    it('keeps the progress of each source with its records, or alone', async () => {
      expect(await log.progress('source')).toBeNull()
      await log.append(topic, recordsOf(0, 5), { id: 'source', produced: new Map(), progress: '{"at":5}' })
      await log.append(topic, [], { id: 'other', produced: new Map(), progress: '{"at":1}' })
      expect(await log.progress('source')).toBe('{"at":5}')
      await log.append(topic, [], { id: 'source', produced: new Map(), progress: '{"at":6}' })
      expect(await log.progress('source')).toBe('{"at":6}')
      expect(await log.progress('other')).toBe('{"at":1}')
      expect((await log.usage(topic)).appended).toBe(5)
    })

    it('keeps no record of a batch that it refuses', async () => {
      const bad = { key: bytesOf('k'), value: bytesOf('v'), eventTime: Number.NaN }
      const mark = { id: 'source', produced: new Map([[MINUTE, 6]]), progress: '{}' }
      expect(await faultCode(log.append(topic, [...recordsOf(0, 5), bad], mark))).toBe('event-invalid')
      expect((await log.offsets(topic)).end).toEqual([0, 0, 0])
      expect(await log.progress('source')).toBeNull()
      expect((await log.windowCounts(topic, 0)).windows).toEqual([])
    })

    it('counts windows by event time, and keeps the counts that sources report', async () => {
      const late = { ...(recordsOf(0, 1)[0] as LogRecord), eventTime: MINUTE - 1 }
      await log.append(topic, [...recordsOf(0, 5), late], {
        id: 'source',
        produced: new Map([
          [MINUTE, 5],
          [MINUTE - MINUTE_MS, 1],
        ]),
        progress: '{}',
      })
      const first = await log.windowCounts(topic, 0)
      expect(countsOf(first).sort((a, b) => a.start - b.start)).toEqual([
        { start: MINUTE - MINUTE_MS, produced: 1, logged: 1 },
        { start: MINUTE, produced: 5, logged: 5 },
      ])
      expect(await log.windowCounts(topic, first.version)).toEqual({ version: first.version, windows: [] })

      await log.append(topic, recordsOf(5, 3), { id: 'source', produced: new Map([[MINUTE, 4]]), progress: '{}' })
      const second = await log.windowCounts(topic, first.version)
      expect(countsOf(second)).toEqual([{ start: MINUTE, produced: 9, logged: 8 }])
      expect(second.version).toBeGreaterThan(first.version)
    })

    it('names the epoch of every record and window, the same in every thread', async () => {
      await log.append(topic, recordsOf(0, 30))
      const epochs = await log.epochs(topic)
      expect(epochs[0]?.since).toEqual([0, 0, 0])
      expect(new Set(epochs.map(({ epoch }) => epoch)).size).toBe(epochs.length)
      for (const { epoch } of epochs) expect(Number.isSafeInteger(epoch)).toBe(true)
      for (const { partition, offset, epoch } of await readAll(log, topic)) {
        expect(epoch).toBe(epochAt(epochs, partition, offset))
      }
      const { windows } = await log.windowCounts(topic, 0)
      expect(windows.map(({ epoch }) => epoch)).toEqual([epochs.at(-1)?.epoch])
      expect(await (await opened.another()).epochs(topic)).toEqual(epochs)
    })

    it('keeps consumer positions', async () => {
      await log.append(topic, recordsOf(0, 60))
      expect(await log.committed(topic)).toEqual([0, 0, 0])
      await log.commit(topic, [1, 2, 3])
      expect(await log.committed(topic)).toEqual([1, 2, 3])
    })

    it('counts its records and bytes', async () => {
      expect(await log.usage(topic)).toEqual({ appended: 0, bytes: 0 })
      await log.append(topic, recordsOf(0, 60))
      const { appended, bytes } = await log.usage(topic)
      expect(appended).toBe(60)
      expect(bytes).toBeGreaterThan(60)
    })

    it('wakes a reader when another thread appends', async () => {
      const reader = await opened.another()
      await reader.read(topic, [0, 0, 0], 10)
      const woken = reader.waitForAppend(10_000, NEVER)
      await log.append(topic, recordsOf(0, 1))
      await woken
      expect((await readSome(reader, topic, [0, 0, 0], 10)).records).toHaveLength(1)
    })

    it('wakes immediately when something was appended after the last read', async () => {
      await log.read(topic, [0, 0, 0], 10)
      await log.append(topic, recordsOf(0, 1))
      await log.waitForAppend(10_000, NEVER)
    })

    it('stops waiting after its timeout, and on abort', async () => {
      await log.waitForAppend(ANY_TIME_MS, NEVER)
      await log.waitForAppend(10_000, AbortSignal.timeout(ANY_TIME_MS))
      await log.waitForAppend(10_000, AbortSignal.abort())
    })

    it('stops waiting without an error when it is closed', async () => {
      const reader = await opened.another()
      const waiting = reader.waitForAppend(10_000, NEVER)
      await reader.close()
      await waiting
    })

    it('shows every acknowledged record to another thread', async () => {
      await log.append(topic, recordsOf(0, 20), { id: 's', produced: new Map([[MINUTE, 20]]), progress: '{"n":20}' })
      await log.commit(topic, [1, 1, 1])
      const other = await opened.another()
      expect(texts(await readAll(other, topic))).toHaveLength(20)
      expect(await other.progress('s')).toBe('{"n":20}')
      expect(await other.committed(topic)).toEqual([1, 1, 1])
      expect(countsOf(await other.windowCounts(topic, 0))).toEqual([{ start: MINUTE, produced: 20, logged: 20 }])
    })

    it('never removes uncommitted records, however old or large', async () => {
      await log.append(topic, recordsOf(0, 100))
      await log.retain(topic, { maxBytes: 0, maxAgeMs: -1 })
      expect(texts(await readAll(log, topic))).toHaveLength(100)
    })
  })
}
