import { randomBytes } from 'node:crypto'
import { openTopicAdmin } from '@main/adapters/kafkajs/topic-admin'
import { eventLogContract } from '@main/ports/contracts/event-log.contract'
import { readAll, recordsOf } from '@main/ports/contracts/testing/log-records'
import type { EventLog } from '@main/ports/event-log'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { STARTED_WITHIN_MS, type TestService, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { openKafkaLog } from './event-log'
import { openTopicReader } from './topic-reader'

const missing = await whyNoStack('kafka')
const LIMIT = 1_000_000
const NEVER_OLD_MS = 1e12

describe.skipIf(missing !== null)(`Kafka${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  let kafka: TestService
  beforeAll(async () => {
    kafka = await stack.start('kafka')
  }, STARTED_WITHIN_MS)
  afterAll(() => stack.remove())

  const address = () => ({ brokers: [`127.0.0.1:${kafka.port(9092)}`] })
  const newName = () => `test_${randomBytes(4).toString('hex')}`
  const openTopic = async (partitions: number) => {
    const name = newName()
    const topic = `${name}_data`
    const log = openKafkaLog({ kafka: address(), admin: openTopicAdmin(address()), name, maxBytes: LIMIT })
    onTestFinished(() => log.close())
    await log.createTopic(topic, partitions)
    return { name, topic, log }
  }
  /** About `bytes` in `count` records. */
  const largeRecords = (count: number, bytes: number) =>
    recordsOf(0, count).map((record) => ({ ...record, value: Buffer.alloc(Math.floor(bytes / count), 7) }))

  eventLogContract('Kafka', async () => {
    const name = newName()
    const open = () =>
      openKafkaLog({ kafka: address(), admin: openTopicAdmin(address()), name, maxBytes: 1_000_000_000 })
    const opened: EventLog[] = [open()]
    return {
      dense: false,
      log: opened[0] as EventLog,
      async another() {
        const other = open()
        opened.push(other)
        return other
      },
      async cleanup() {
        await Promise.all(opened.map((log) => log.close()))
      },
    }
  })

  it('goes on where it was when it is opened again', async () => {
    const { name, topic, log } = await openTopic(2)
    await log.append(topic, recordsOf(0, 10), { id: 's', produced: new Map(), progress: '10' })
    await log.commit(topic, [1, 1])
    const { version } = await log.windowCounts(topic, 0)
    await log.close()

    const after = openKafkaLog({ kafka: address(), admin: openTopicAdmin(address()), name, maxBytes: LIMIT })
    onTestFinished(() => after.close())
    await after.append(topic, recordsOf(10, 10))
    expect(await readAll(after, topic)).toHaveLength(20)
    expect(await after.progress('s')).toBe('10')
    expect(await after.committed(topic)).toEqual([1, 1])
    expect((await after.windowCounts(topic, version)).windows).toEqual([
      expect.objectContaining({ logged: 20, produced: 0 }),
    ])
  })

  it('counts what it holds while it appends', async () => {
    const { topic, log } = await openTopic(2)
    let appending = true
    const looking = async () => {
      let [before, looks] = [0, 0]
      for (; appending; looks++) {
        const { appended } = await log.usage(topic)
        expect(appended).toBeGreaterThanOrEqual(before)
        before = appended
      }
      return looks
    }
    const looks = looking()
    for (let i = 0; i < 100; i++) await log.append(topic, recordsOf(i * 10, 10))
    appending = false
    expect(await looks).toBeGreaterThan(10)
    expect((await log.usage(topic)).appended).toBe(1_000)
  })

  describe('when a topic’s limit is reached', () => {
    it('makes room by removing what is committed, oldest first', async () => {
      const { topic, log } = await openTopic(1)
      for (let i = 0; i < 30; i++) {
        await log.append(topic, largeRecords(10, 100_000))
        await log.commit(topic, (await log.offsets(topic)).end)
      }
      const { start } = await log.offsets(topic)
      expect(start[0]).toBeGreaterThan(150)
      const { bytes, appended } = await log.usage(topic)
      expect(bytes).toBeLessThanOrEqual(LIMIT)
      expect(appended).toBe(300)
      const kept = await readAll(log, topic)
      expect(kept[0]?.offset).toBeGreaterThanOrEqual(start[0] as number)
      expect(kept.length).toBeGreaterThan(50)
    })

    it('keeps what is not committed and says that it is full, until the sink has caught up', async () => {
      const { topic, log } = await openTopic(2)
      const fill = async () => {
        for (let i = 0; i < 20; i++) await log.append(topic, largeRecords(10, 100_000))
      }
      await expect(fill()).rejects.toMatchObject({ fault: { code: 'log-full', topic, limit: LIMIT } })
      expect((await log.offsets(topic)).start).toEqual([0, 0])
      await log.append(topic, [], { id: 's', produced: new Map(), progress: 'still kept' })
      await log.commit(topic, (await log.offsets(topic)).end)
      await log.append(topic, largeRecords(10, 100_000))
      expect((await log.offsets(topic)).start).not.toEqual([0, 0])
    })
  })

  it('removes what is too old or too much, as far as it is committed, and reads on from what is kept', async () => {
    const { topic, log } = await openTopic(1)
    for (let i = 0; i < 10; i++) await log.append(topic, recordsOf(i * 10, 10))
    await log.retain(topic, { maxBytes: 0, maxAgeMs: NEVER_OLD_MS })
    expect((await log.offsets(topic)).start).toEqual([0])
    await log.commit(topic, [40])
    await log.retain(topic, { maxBytes: LIMIT, maxAgeMs: NEVER_OLD_MS })
    expect((await log.offsets(topic)).start).toEqual([0])
    await log.retain(topic, { maxBytes: 0, maxAgeMs: NEVER_OLD_MS })
    expect((await log.offsets(topic)).start).toEqual([40])
    await log.commit(topic, [80])
    await log.retain(topic, { maxBytes: LIMIT, maxAgeMs: -1 })
    expect((await log.offsets(topic)).start).toEqual([80])
    const rest = await readAll(log, topic, 1_000, [5])
    expect(rest[0]?.offset).toBeGreaterThanOrEqual(80)
    expect(Buffer.from(rest.at(-1)?.value ?? []).toString()).toBe('99')
  })

  it('shows how far the sink is to Kafka’s own tools, and keeps that for years', async () => {
    const { name, topic, log } = await openTopic(1)
    await log.append(topic, recordsOf(0, 20))
    await log.commit(topic, [15])
    const tool = '/opt/kafka/bin/kafka-consumer-groups.sh'
    const said = await kafka.exec(tool, '--bootstrap-server', 'kafka:19092', '--group', `${name}-sink`, '--describe')
    const [line] = said.split('\n').filter((text) => text.includes(topic))
    expect(line?.split(/\s+/).slice(1, 6)).toEqual([topic, '0', '15', '21', '6'])
  })

  it('says since when a transaction of another producer holds back what follows it', async () => {
    const { topic, log } = await openTopic(1)
    const producer = new Kafka({ ...address(), logLevel: logLevel.NOTHING }).producer({
      transactionalId: newName(),
      maxInFlightRequests: 1,
      idempotent: true,
    })
    await producer.connect()
    const before = Date.now()
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ value: 'undecided' }] })
    await log.append(topic, recordsOf(0, 3))
    expect((await log.read(topic, [0], 100)).records).toEqual([])
    expect(await log.heldSince(topic)).toBeGreaterThanOrEqual(before)
    await transaction.abort()
    const read = await readAll(log, topic)
    expect(read.map(({ foreign }) => foreign)).toEqual([false, false, false])
    await log.waitForAppend(200, new AbortController().signal)
    expect(await log.heldSince(topic)).toBeNull()
    await producer.disconnect()
  })

  it('reads on after a batch that is damaged on the broker’s disk, and loses none beside it', async () => {
    const { topic, log } = await openTopic(1)
    const others = new Kafka({ ...address(), logLevel: logLevel.NOTHING }).producer()
    await others.connect()
    for (let batch = 0; batch < 40; batch++) {
      const messages = Array.from({ length: 3 }, (_, i) => ({ value: `${batch} ${i} ${'x'.repeat(2_000)}` }))
      await others.send({ topic, messages })
    }
    await others.disconnect()
    const found = await kafka.exec(
      'sh',
      '-c',
      `find / -path '*/${topic}-0/*.log' -not -path '/proc/*' 2>/dev/null; true`,
    )
    const file = found.trim()
    const bytes = Buffer.from(await kafka.exec('base64', file), 'base64')
    const starts: number[] = []
    for (let at = 0; at < bytes.length; at += 12 + bytes.readInt32BE(at + 8)) starts.push(at)
    expect(starts).toHaveLength(40)
    const damage = async (at: number, octal: string) => {
      const write = `printf '\\${octal}' | dd of='${file}' bs=1 seek=${at} conv=notrunc 2>/dev/null`
      await kafka.exec('sh', '-c', write)
    }
    // The length of one, too long and too short; the number of offsets of one; the content of one.
    await damage((starts[5] as number) + 8, '177')
    await damage((starts[12] as number) + 10, '0')
    await damage((starts[20] as number) + 25, '7')
    await damage((starts[30] as number) + 100, '1')
    const read = await readAll(log, topic)
    const counted = read.reduce((sum, { records }) => sum + records, 0)
    const good = read.filter(({ intact }) => intact).map(({ value }) => Buffer.from(value).toString().split(' x')[0])
    const spared = Array.from({ length: 40 }, (_, batch) => [0, 1, 2].map((i) => `${batch} ${i}`)).flat()
    const unharmed = spared.filter((text) => !['5', '12', '20', '30'].includes(text.split(' ')[0] as string))
    expect(counted).toBe(120)
    expect(good).toEqual(unharmed)
    expect(read.filter(({ intact, problem }) => !intact && problem !== null)).not.toEqual([])
  })

  it('reads what others write, and a topic that is not there is empty', async () => {
    const topic = newName()
    const reader = openTopicReader(address())
    onTestFinished(() => reader.close())
    expect(await reader.read(topic, 0, 10)).toEqual({ records: [], next: 0 })
    const others = new Kafka({ ...address(), logLevel: logLevel.NOTHING })
    const [admin, producer] = [others.admin(), others.producer()]
    await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })
    await producer.connect()
    const messages = Array.from({ length: 5 }, (_, i) => ({ value: `${i}`, headers: { place: `at ${i}` } }))
    await producer.send({ topic, messages })
    await Promise.all([producer.disconnect(), admin.disconnect()])
    const { records, next } = await reader.read(topic, 1, 3)
    expect(records.map(({ offset, headers }) => [offset, Buffer.from(headers.get('place') ?? []).toString()])).toEqual([
      [1, 'at 1'],
      [2, 'at 2'],
      [3, 'at 3'],
    ])
    expect(next).toBe(4)
    expect((await reader.read(topic, next, 3)).next).toBe(5)
  })
})
