import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTopicAdmin } from '@main/adapters/kafkajs/topic-admin'
import { faultCode } from '@main/ports/contracts/fault-code'
import { readAll, recordsOf } from '@main/ports/contracts/testing/log-records'
import type { EventLog, SourceMark } from '@main/ports/event-log'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { freePort, STARTED_WITHIN_MS, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { openKafkaLog } from './event-log'
import {
  ADD_PARTITIONS,
  END_TRANSACTION,
  type Fate,
  INIT_PRODUCER,
  type KafkaProxy,
  kafkaProxy,
  PRODUCE,
} from './testing/kafka-proxy'

const missing = await whyNoStack('kafka')
const MINUTE = 1_700_000_040_000
/** Kafka looks this often for transactions that take too long, on top of the time they have. */
const TRANSACTION_OVER_MS = 26_000

describe.skipIf(missing !== null)(`An append to Kafka${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  let proxy: KafkaProxy
  let port: number
  let name: string
  let topic: string
  let log: EventLog

  beforeAll(async () => {
    port = await freePort()
    const advertised = `INTERNAL://kafka:19092,EXTERNAL://127.0.0.1:${port}`
    const kafka = await stack.start('kafka', {}, { KAFKA_ADVERTISED_LISTENERS: advertised })
    proxy = await kafkaProxy(port, kafka.port(9092))
  }, STARTED_WITHIN_MS)
  afterAll(async () => {
    proxy?.close()
    await stack.remove()
  })

  const open = () => {
    const kafka = { brokers: [`127.0.0.1:${port}`] }
    const opened = openKafkaLog({ kafka, admin: openTopicAdmin(kafka), name, maxBytes: 1_000_000_000 })
    onTestFinished(() => opened.close())
    return opened
  }
  const markOf = (events: number): SourceMark => ({
    id: 'source',
    produced: new Map([[MINUTE, 10]]),
    progress: String(events),
  })
  /** The next `times` requests of a kind meet this fate. */
  const doom = (apiKey: number, fate: Fate, times: number) => {
    let left = times
    proxy.fate = (key) => (key === apiKey && left-- > 0 ? fate : 'pass')
  }
  /** From the commit on. */
  const loseTouch = (fate: Fate) => {
    proxy.fate = (key) => (key === END_TRANSACTION ? fate : key === INIT_PRODUCER ? 'lose-request' : 'pass')
  }
  const holds = async (records: number) => {
    const reader = open()
    expect(
      (await readAll(reader, topic)).map((record) => Number(Buffer.from(record.value).toString())).sort(byNumber),
    ).toEqual(Array.from({ length: records }, (_, i) => i))
    expect((await reader.windowCounts(topic, 0)).windows).toEqual([
      { start: MINUTE, produced: records, logged: records, epoch: 0 },
    ])
    expect((await reader.usage(topic)).appended).toBe(records)
    expect(await reader.progress('source')).toBe(String(records))
  }

  beforeEach(async () => {
    proxy.fate = () => 'pass'
    name = `test_${randomBytes(4).toString('hex')}`
    topic = `${name}_data`
    log = open()
    await log.createTopic(topic, 3)
    await log.append(topic, recordsOf(0, 10), markOf(10))
  })

  it.each<[string, number, Fate]>([
    ['the answer to its commit is lost', END_TRANSACTION, 'lose-answer'],
    ['its commit is lost', END_TRANSACTION, 'lose-request'],
    ['the answer to its records is lost', PRODUCE, 'lose-answer'],
    ['its records are lost', PRODUCE, 'lose-request'],
    ['its beginning is lost', ADD_PARTITIONS, 'lose-request'],
    ['the answer to its beginning is lost', ADD_PARTITIONS, 'lose-answer'],
  ])('is there once when %s', async (_, apiKey, fate) => {
    doom(apiKey, fate, 1)
    await log.append(topic, recordsOf(10, 10), markOf(20))
    await holds(20)
  })

  it('is found to be there when every answer to its commit is lost', async () => {
    doom(END_TRANSACTION, 'lose-answer', Number.POSITIVE_INFINITY)
    await log.append(topic, recordsOf(10, 10), markOf(20))
    proxy.fate = () => 'pass'
    await holds(20)
  })

  it.each<[string, Fate]>([
    ['nobody says whether it was committed', 'lose-answer'],
    ['it cannot be committed', 'lose-request'],
  ])('fails when %s, and is there once after it is tried again', async (_, fate) => {
    const [records, mark] = [recordsOf(10, 10), markOf(20)]
    loseTouch(fate)
    expect(await faultCode(log.append(topic, records, mark))).toBe('log-unavailable')
    expect(await faultCode(log.append(topic, records, mark))).toBe('log-unavailable')
    proxy.fate = () => 'pass'
    await log.append(topic, records, mark)
    await log.append(topic, recordsOf(20, 10), markOf(30))
    await holds(30)
  })

  it('tells a writer that comes after it whether it is there', async () => {
    loseTouch('lose-answer')
    expect(await faultCode(log.append(topic, recordsOf(10, 10), markOf(20)))).toBe('log-unavailable')
    await log.close()
    proxy.fate = () => 'pass'
    expect(await open().progress('source')).toBe('20')
    await holds(20)
  })

  it('is not there for a writer that comes after it, when Kafka never knew of its commit', async () => {
    doom(END_TRANSACTION, 'lose-request', Number.POSITIVE_INFINITY)
    expect(await faultCode(log.append(topic, recordsOf(10, 10), markOf(20)))).toBe('log-unavailable')
    await log.close()
    proxy.fate = () => 'pass'
    expect(await open().progress('source')).toBe('10')
    await holds(10)
  })

  it('is there once also when Kafka ends its transaction for taking too long', async () => {
    const [records, mark] = [recordsOf(10, 10), markOf(20)]
    doom(END_TRANSACTION, 'lose-request', Number.POSITIVE_INFINITY)
    expect(await faultCode(log.append(topic, records, mark))).toBe('log-unavailable')
    await sleep(TRANSACTION_OVER_MS)
    proxy.fate = () => 'pass'
    await log.append(topic, records, mark)
    await holds(20)
  })

  it('is refused once another writer has appended, which is not disturbed', async () => {
    const other = open()
    expect(await other.progress('source')).toBe('10')
    await other.append(topic, recordsOf(10, 10), markOf(20))
    expect(await faultCode(log.append(topic, recordsOf(10, 10), markOf(20)))).toBe('log-taken')
    expect(await faultCode(log.append(topic, recordsOf(10, 10), markOf(20)))).toBe('log-taken')
    expect(await log.progress('source')).toBe('20')
    await other.append(topic, recordsOf(20, 10), markOf(30))
    expect(await log.progress('source')).toBe('30')
    await holds(30)
  })

  it('continues after another client has only read its progress', async () => {
    expect(await open().progress('source')).toBe('10')
    await log.append(topic, recordsOf(10, 10), markOf(20))
    await holds(20)
  })

  it('is whole when it is larger than a request takes at once', async () => {
    const records = recordsOf(0, 2_500).map((record) => ({ ...record, value: Buffer.alloc(4_000, 7) }))
    await log.append(`${topic}`, records)
    expect(await readAll(open(), topic)).toHaveLength(2_510)
    const largest = { key: new Uint8Array(0), value: Buffer.alloc(1 << 20, 1), eventTime: MINUTE }
    await log.append(topic, [largest, largest])
    expect(await readAll(open(), topic)).toHaveLength(2_512)
  })
})

function byNumber(a: number, b: number): number {
  return a - b
}
