import { openTopicAdmin } from '@main/adapters/kafkajs/topic-admin'
import { readAll, recordsOf } from '@main/ports/contracts/testing/log-records'
import type { LoggedRecord } from '@main/ports/event-log'
import { epochAt } from '@main/ports/log-epochs'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { STARTED_WITHIN_MS, type TestService, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { type KafkaLog, openKafkaLog } from './event-log'

const missing = await whyNoStack('kafka')
const MAX_BYTES = 1e9
const TOPIC = 'remade'
const PARTITIONS = 2

describe.skipIf(missing !== null)(`Kafka’s topics made again${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  let kafka: TestService
  beforeAll(async () => {
    kafka = await stack.start('kafka')
  }, STARTED_WITHIN_MS)
  afterAll(() => stack.remove())

  const brokers = () => [`127.0.0.1:${kafka.port(9092)}`]
  const open = async (reached: readonly number[] = []): Promise<KafkaLog> => {
    const address = { brokers: brokers() }
    const log = openKafkaLog({ kafka: address, admin: openTopicAdmin(address), maxBytes: MAX_BYTES })
    onTestFinished(() => log.close())
    await log.createTopic(TOPIC, PARTITIONS)
    await log.beginEpoch(TOPIC, reached)
    return log
  }
  const logged = async (log: KafkaLog) => (await log.windowCounts(TOPIC, 0)).windows.map((window) => window.logged)
  const placeOf = ({ epoch, partition, offset }: LoggedRecord) => `${epoch} ${partition} ${offset}`
  const remade = expect.objectContaining({ fault: expect.objectContaining({ code: 'log-remade' }) })
  /** The first failure that is not about a broker on its way up. */
  const failureOf = async (log: KafkaLog): Promise<unknown> => {
    for (const until = Date.now() + 60_000; Date.now() < until; ) {
      try {
        await log.usage(TOPIC)
      } catch (thrown) {
        if ((thrown as { fault?: { code: string } }).fault?.code !== 'log-unavailable') return thrown
      }
    }
    return null
  }

  it('goes on in one epoch when it is opened again, and names that of each record', { timeout: 120_000 }, async () => {
    const log = await open()
    await log.append(TOPIC, recordsOf(0, 50))
    const [first] = await log.epochs(TOPIC)
    expect(first?.epoch).toBeGreaterThan(0)
    await log.close()
    const again = await open((await (await open()).offsets(TOPIC)).end)
    await again.append(TOPIC, recordsOf(50, 10))
    expect(await again.epochs(TOPIC)).toEqual([first])
    expect(new Set((await readAll(again, TOPIC)).map(({ epoch }) => epoch))).toEqual(new Set([first?.epoch]))
    expect((await again.windowCounts(TOPIC, 0)).windows).toMatchObject([{ logged: 60, epoch: first?.epoch }])
  })

  it('notices a topic that was removed and created again, and begins another epoch', {
    timeout: 120_000,
  }, async () => {
    const before = await open()
    await before.append(TOPIC, recordsOf(0, 20))
    const old = new Set((await readAll(before, TOPIC)).map(placeOf))
    const admin = new Kafka({ brokers: brokers(), logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    await admin.deleteTopics({ topics: [TOPIC] })
    for (let made = false; !made; ) {
      made = await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: PARTITIONS }] }).catch(() => false)
    }
    await admin.disconnect()
    expect(await failureOf(before)).toEqual(remade)
    await expect(before.append(TOPIC, recordsOf(20, 5))).rejects.toEqual(remade)
    const after = await open()
    await after.append(TOPIC, recordsOf(0, 30))
    const read = await readAll(after, TOPIC)
    expect(read).toHaveLength(30)
    expect(read.map(placeOf).filter((place) => old.has(place))).toEqual([])
    expect(await logged(after)).toEqual([30])
  })

  it('begins another epoch at its end when the volume was put back as it was earlier', {
    timeout: 300_000,
  }, async () => {
    const before = await open()
    await before.append(TOPIC, recordsOf(0, 40))
    const { end: atCopy } = await before.offsets(TOPIC)
    const copy = await kafka.keepCopy()
    const going = await open()
    await going.append(TOPIC, recordsOf(40, 40))
    const { end: reached } = await going.offsets(TOPIC)
    const old = new Set((await readAll(going, TOPIC)).map(placeOf))
    await copy.putBack()
    const after = await open(reached)
    await after.append(TOPIC, recordsOf(80, 100))
    const epochs = await after.epochs(TOPIC)
    expect(epochs.length).toBeGreaterThan(1)
    const read = await readAll(after, TOPIC)
    const fresh = read.filter((record) => !old.has(placeOf(record)))
    expect(fresh.map(({ value }) => Number(Buffer.from(value).toString())).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => 80 + i),
    )
    for (const { epoch, partition, offset } of read) {
      expect(epoch).toBe(epochAt(epochs, partition, offset))
      expect(epoch === epochs.at(-1)?.epoch).toBe(offset >= (atCopy[partition] ?? 0))
    }
  })

  it('notices that the volume was removed under it, and reads no offset of the old topics', {
    timeout: 300_000,
  }, async () => {
    const before = await open()
    await before.append(TOPIC, recordsOf(0, 40))
    const old = new Set((await readAll(before, TOPIC)).map(placeOf))
    await kafka.startEmpty()
    expect(await failureOf(before)).toEqual(remade)
    const after = await open()
    await after.append(TOPIC, recordsOf(0, 200))
    const read = await readAll(after, TOPIC)
    expect(read).toHaveLength(200)
    expect(read.map(placeOf).filter((place) => old.has(place))).toEqual([])
    expect(await logged(after)).toEqual([200])
    expect(await after.usage(TOPIC)).toMatchObject({ appended: 200 })
  })
})
