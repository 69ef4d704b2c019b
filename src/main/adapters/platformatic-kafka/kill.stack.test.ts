import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTopicAdmin } from '@main/adapters/kafkajs/topic-admin'
import { faultCode } from '@main/ports/contracts/fault-code'
import { readAll, recordsOf } from '@main/ports/contracts/testing/log-records'
import type { LogRead, SourceMark } from '@main/ports/event-log'
import { FaultError } from '@shared/model/fault'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { STARTED_WITHIN_MS, type TestService, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { openKafkaLog } from './event-log'

const missing = await whyNoStack('kafka')
const MINUTE = 1_700_000_040_000
const BATCH = 200
const KILLS = 3
const PAUSE_MS = 20
const CLOSED_WITHIN_MS = 1_000

describe.skipIf(missing !== null)(`A Kafka that dies${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  let kafka: TestService
  beforeAll(async () => {
    kafka = await stack.start('kafka')
  }, STARTED_WITHIN_MS)
  afterAll(() => stack.remove())

  const open = (name: string) => {
    const address = { brokers: [`127.0.0.1:${kafka.port(9092)}`] }
    const log = openKafkaLog({ kafka: address, admin: openTopicAdmin(address), name, maxBytes: 1e12 })
    onTestFinished(() => log.close())
    return log
  }

  it('loses nothing and doubles nothing, killed in the middle of appends, reads and commits', {
    timeout: 3 * STARTED_WITHIN_MS,
  }, async () => {
    const name = `test_${randomBytes(4).toString('hex')}`
    const topic = `${name}_data`
    const [writer, reader] = [open(name), open(name)]
    await writer.createTopic(topic, 6)
    const stop = new AbortController()
    const over = new AbortController()
    onTestFinished(() => over.abort())
    let unanswered = 0
    /** Again and again while Kafka is gone, as the stages do. */
    const persistently = async <T>(work: () => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          return await work()
        } catch (thrown) {
          if (!(thrown instanceof FaultError) || thrown.fault.code !== 'log-unavailable') throw thrown
          unanswered++
          // A log that is closed, because the test took too long, refuses at once and for ever.
          await sleep(PAUSE_MS, undefined, { signal: over.signal })
        }
      }
    }

    let appended = 0
    const append = async () => {
      while (!stop.signal.aborted) {
        const records = recordsOf(appended, BATCH).map((record) => ({ ...record, eventTime: MINUTE }))
        const progress = String(appended + BATCH)
        const mark: SourceMark = { id: 'source', produced: new Map([[MINUTE, BATCH]]), progress }
        await persistently(() => writer.append(topic, records, mark))
        appended += BATCH
      }
    }
    const seen = new Set<string>()
    const read = async () => {
      let next: readonly number[] = [0, 0, 0, 0, 0, 0]
      let quiet = 0
      while (quiet < 5) {
        const from = next
        const answer: LogRead = await persistently(() => reader.read(topic, from, 1_000))
        for (const { value } of answer.records) {
          const text = Buffer.from(value).toString()
          expect(seen.has(text)).toBe(false)
          seen.add(text)
        }
        next = answer.next
        await persistently(() => reader.commit(topic, next))
        if (answer.records.length === 0) await reader.waitForAppend(200, new AbortController().signal)
        quiet = stop.signal.aborted && seen.size === appended ? quiet + 1 : 0
      }
      return next
    }

    const work = Promise.all([append(), read()])
    // Waited for below; until then it is no news that it fails.
    work.catch(() => undefined)
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(500 + 700 * kill)
      await kafka.kill()
      // The second one stays away for longer than a call is patient.
      if (kill === 1) await sleep(7_000)
      await kafka.startAgain()
    }
    await sleep(500)
    stop.abort()
    const [, next] = await work

    expect(unanswered).toBeGreaterThan(0)
    expect(seen.size).toBe(appended)
    const all = open(name)
    expect(await readAll(all, topic)).toHaveLength(appended)
    expect(await all.progress('source')).toBe(String(appended))
    expect((await all.windowCounts(topic, 0)).windows).toEqual([
      { start: MINUTE, produced: appended, logged: appended, epoch: 0 },
    ])
    expect(await all.committed(topic)).toEqual([...next])
  })

  it('is closed at once, whether it is gone or hangs', async () => {
    const name = `test_${randomBytes(4).toString('hex')}`
    const topic = `${name}_data`
    const hung = open(name)
    await hung.createTopic(topic, 1)
    await hung.append(topic, recordsOf(0, 1))
    await kafka.pause()
    const waiting = Promise.all([
      faultCode(hung.append(topic, recordsOf(1, 1))),
      faultCode(hung.read(topic, [0], 10)),
      faultCode(hung.windowCounts(topic, 0)),
    ])
    await sleep(200)
    const closing = Date.now()
    await hung.close()
    expect(await waiting).toEqual(['log-unavailable', 'log-unavailable', 'log-unavailable'])
    expect(Date.now() - closing).toBeLessThan(CLOSED_WITHIN_MS)
    await kafka.unpause()

    const gone = open(name)
    await kafka.kill()
    const asked = faultCode(gone.offsets(topic))
    await gone.close()
    expect(await asked).toBe('log-unavailable')
    expect(Date.now() - closing).toBeLessThan(10 * CLOSED_WITHIN_MS)
  })
})
