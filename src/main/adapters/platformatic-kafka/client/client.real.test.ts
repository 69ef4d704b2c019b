import { faultCode } from '@main/ports/contracts/fault-code'
import { expect, it, onTestFinished } from 'vitest'
import { type MetadataBroker, metadataBroker } from '../testing/metadata-broker'
import { openClient } from './client'

const SHOP_ID = '00112233-4455-6677-8899-aabbccddeeff'
const AT_ONCE_MS = 1_000

async function opened() {
  const broker = await metadataBroker(new Map([['shop', SHOP_ID]]))
  const client = openClient(broker.address)
  onTestFinished(() => {
    client.close()
    broker.close()
  })
  return { broker, client }
}

async function answered(broker: MetadataBroker, requests: number): Promise<void> {
  await expect.poll(() => broker.asked.length).toBe(requests)
}

it('gives the id of each topic and null for one that does not exist, and never has Kafka create it', async () => {
  const { broker, client } = await opened()
  const ids = await client.withRetries((session) => session.topicIds(['web', 'shop']))
  expect(ids).toEqual(
    new Map([
      ['web', null],
      ['shop', '00112233445566778899aabbccddeeff'],
    ]),
  )
  expect(broker.asked).toEqual([{ topics: ['web', 'shop'], mayCreate: false }])
})

it('asks about a topic once, until it is to be asked again', async () => {
  const { broker, client } = await opened()
  const ask = () =>
    client.withRetries(async (session) => {
      const [partitions, leaders] = await Promise.all([session.partitions('shop'), session.leaders('shop')])
      return [partitions, [...leaders.values()]]
    })
  expect(await ask()).toEqual([1, [[0]]])
  expect(await ask()).toEqual([1, [[0]]])
  expect(broker.asked).toHaveLength(1)
  await client.withRetries(async (session) => session.refresh())
  expect(await ask()).toEqual([1, [[0]]])
  expect(broker.asked).toHaveLength(2)
})

it('goes on when the broker has closed its connections', async () => {
  const { broker, client } = await opened()
  const ask = () => client.withRetries((session) => session.topicIds(['shop']))
  const before = await ask()
  broker.cut()
  expect(await ask()).toEqual(before)
})

it('fails what waits for an answer when the connection breaks in the meantime', async () => {
  const { broker, client } = await opened()
  broker.answers = false
  const waiting = faultCode(client.withRetries((session) => session.partitions('shop'), 0))
  await answered(broker, 1)
  broker.cut()
  expect(await waiting).toBe('log-unavailable')
})

it('is closed at once, also while the broker hangs', async () => {
  const { broker, client } = await opened()
  broker.answers = false
  const waiting = faultCode(client.withRetries((session) => session.partitions('shop')))
  await answered(broker, 1)
  const from = performance.now()
  client.close()
  expect(await waiting).toBe('log-unavailable')
  expect(performance.now() - from).toBeLessThan(AT_ONCE_MS)
  expect(await faultCode(client.withRetries((session) => session.partitions('shop')))).toBe('log-unavailable')
})
