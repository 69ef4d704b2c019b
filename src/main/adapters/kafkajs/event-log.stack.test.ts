import { randomBytes } from 'node:crypto'
import { eventLogContract } from '@main/ports/contracts/event-log.contract'
import type { EventLog } from '@main/ports/event-log'
import { afterAll, beforeAll, describe } from 'vitest'
import { type TestService, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { openKafkaLog } from './event-log'

const missing = await whyNoStack('kafka')

describe.skipIf(missing !== null)(`Kafka${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  let kafka: TestService
  beforeAll(async () => {
    kafka = await stack.start('kafka')
  })
  afterAll(() => stack.remove())

  eventLogContract('Kafka', async () => {
    const name = `test_${randomBytes(4).toString('hex')}`
    const open = () =>
      openKafkaLog({ kafka: { brokers: [`127.0.0.1:${kafka.port(9092)}`] }, name, maxBytes: 1_000_000_000 })
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
})
