import { readFile } from 'node:fs/promises'
import type { Dataset } from '@shared/model/dataset'
import { faultMessage } from '@shared/model/fault-message'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseConnectorTemplate } from './connector-template'
import { openKafkaConnect } from './kafka-connect'
import type { TopicRecord } from './rejected-record'
import { type FakeConnectWorker, fakeConnectWorker } from './testing/fake-connect-worker'

const dataset = { name: 'user_interactions', partitions: 3 } as Dataset
const NAME = 'millrace-user_interactions'
const never = new AbortController().signal
const file = new URL('../../../../compose/kafka-connect/connector.json', import.meta.url)
const template = parseConnectorTemplate(await readFile(file, 'utf8'), 'connector.json')

let worker: FakeConnectWorker
let topic: TopicRecord[]
const open = (changed: Record<string, string> = {}) =>
  openKafkaConnect({
    address: { url: worker.address },
    template: { ...template, config: { ...template.config, ...changed } },
    readTopic: async (_topic, from, limit) => {
      const records = topic.filter(({ offset }) => offset >= from).slice(0, limit)
      return { records, next: (records.at(-1)?.offset ?? from - 1) + 1 }
    },
    pollMs: 1,
  })

beforeEach(async () => {
  worker = await fakeConnectWorker()
  topic = []
})
afterEach(() => worker.close())

describe('the configuration', () => {
  it('is made from the template, is stopped at first, and is not sent again while it is the same', async () => {
    const connect = open()
    expect(await connect.ensure(dataset)).toBe('created')
    expect(worker.connector(NAME)).toMatchObject({
      target: 'STOPPED',
      config: {
        topics: 'user_interactions',
        topic2TableMap: 'user_interactions=user_interactions_inlet',
        'errors.deadletterqueue.topic.name': 'user_interactions_dead_letters',
      },
    })
    expect(await connect.ensure(dataset)).toBe('unchanged')
  })

  it('names the variables of user and password, never their values', async () => {
    await open().ensure(dataset)
    const { username, password } = worker.connector(NAME)?.config ?? {}
    expect([username, password]).toEqual(['$' + '{env:CLICKHOUSE_USER}', '$' + '{env:CLICKHOUSE_PASSWORD}'])
  })

  it('is updated when it differs', async () => {
    await open().ensure(dataset)
    expect(await open({ 'tasks.max': '2' }).ensure(dataset)).toBe('changed')
    expect(worker.connector(NAME)?.config['tasks.max']).toBe('2')
    expect(await open().ensure(dataset)).toBe('changed')
  })

  it('is refused with the reason from Kafka Connect', async () => {
    await open().ensure(dataset)
    await expect(open({ 'connector.class': '' }).ensure(dataset)).rejects.toMatchObject({
      fault: { code: 'connector-failed', connector: NAME, reason: 'Connector configuration is invalid' },
    })
  })
})

describe('the state', () => {
  it('goes from missing to starting, stopped, running, paused and running again', async () => {
    worker.slowness = 1
    const connect = open()
    expect(await connect.status(dataset.name)).toEqual({ state: 'missing' })
    await connect.ensure(dataset)
    expect(await connect.status(dataset.name)).toEqual({ state: 'starting' })
    expect(await connect.status(dataset.name)).toEqual({ state: 'stopped' })
    worker.slowness = 0
    await connect.resume(dataset.name)
    expect(await connect.status(dataset.name)).toEqual({ state: 'running', tasks: 1 })
    await fetch(`${worker.address}/connectors/${NAME}/pause`, { method: 'PUT' })
    expect(await connect.status(dataset.name)).toEqual({ state: 'paused' })
    await connect.resume(dataset.name)
    expect(await connect.status(dataset.name)).toEqual({ state: 'running', tasks: 1 })
  })

  it('is failed when a task failed, with the reason, until the task is restarted', async () => {
    const connect = open()
    await connect.ensure(dataset)
    await connect.resume(dataset.name)
    const trace =
      'org.apache.kafka.connect.errors.ConnectException: Exiting\n\tat A.b\nCaused by: java.io.IOException: gone\n\tat C.d'
    worker.failTask(NAME, trace)
    expect(await connect.status(dataset.name)).toEqual({
      state: 'failed',
      tasks: 1,
      reason: 'java.io.IOException: gone',
    })
    await connect.restart(dataset.name)
    expect(await connect.status(dataset.name)).toEqual({ state: 'running', tasks: 1 })
  })

  it('is stopped only when no task runs any more', async () => {
    const connect = open()
    await connect.ensure(dataset)
    await connect.resume(dataset.name)
    await connect.status(dataset.name)
    worker.slowness = 5
    await connect.stop(dataset.name, never)
    expect(worker.requests.filter((request) => request === `GET /connectors/${NAME}/status`).length).toBeGreaterThan(5)
    expect(await connect.status(dataset.name)).toEqual({ state: 'stopped' })
  })

  it('counts as stopped when there is no connector', () => open().stop(dataset.name, never))
})

describe('offsets', () => {
  it('are set while the connector is stopped, and read back', async () => {
    const connect = open()
    await connect.ensure(dataset)
    expect(await connect.done(dataset)).toEqual([0, 0, 0])
    await connect.moveTo(dataset, [5, 0, 7], never)
    expect(await connect.done(dataset)).toEqual([5, 0, 7])
  })

  it('are set once the consumer of a dead worker has left its group', async () => {
    const connect = open()
    await connect.ensure(dataset)
    worker.kill(NAME, 3)
    await connect.moveTo(dataset, [5, 6, 7], never)
    expect(await connect.done(dataset)).toEqual([5, 6, 7])
  })

  it('cannot be set while the connector runs', async () => {
    const connect = open()
    await connect.ensure(dataset)
    await connect.resume(dataset.name)
    await expect(connect.moveTo(dataset, [1, 1, 1], never)).rejects.toMatchObject({
      fault: { code: 'connector-failed', reason: expect.stringContaining('STOPPED') },
    })
  })
})

it('treats a starting worker as unavailable, not as one without connectors', async () => {
  const connect = open()
  await connect.ensure(dataset)
  worker.starting = true
  const starting = { fault: { code: 'connect-unavailable', reason: 'it is starting' } }
  await expect(connect.stop(dataset.name, never)).rejects.toMatchObject(starting)
  await expect(connect.status(dataset.name)).rejects.toMatchObject(starting)
})

it.each([
  ['{"error_code":500,"message":"Request timed out"}', 'Request timed out'],
  ['<html><body><h1>Bad  Gateway</h1></body></html>', 'Bad Gateway'],
  ['', 'without a word'],
])('reports the answer when it is an error: %s', async (text, reason) => {
  worker.broken = { status: 500, text }
  const fault = { code: 'connect-unavailable', address: worker.address, status: 500, reason } as const
  await expect(open().status(dataset.name)).rejects.toMatchObject({ fault })
  expect(faultMessage(fault)).toContain(`responds with an error (500: ${reason})`)
})

it('waits while the workers rebalance', async () => {
  const connect = open()
  worker.rebalancing = 3
  expect(await connect.ensure(dataset)).toBe('created')
})

it('throws connect-unavailable when nothing answers, or another server does', async () => {
  const { address } = worker
  const nowhere = openKafkaConnect({
    address: { url: 'http://127.0.0.1:9' },
    template,
    readTopic: async () => ({ records: [], next: 0 }),
  })
  await expect(nowhere.status(dataset.name)).rejects.toMatchObject({
    fault: { code: 'connect-unavailable', address: 'http://127.0.0.1:9', reason: expect.stringMatching(/\S/) },
  })
  await open().ensure(dataset)
  const config = worker.connector(NAME)
  if (config) config.config = { ...config.config, broken: 1 as never }
  await expect(open().ensure(dataset)).rejects.toMatchObject({ fault: { code: 'connect-unavailable', address } })
})

it('lists rejected records with position and reason, and skips those of other datasets', async () => {
  const headers = (of: Record<string, string>) =>
    new Map(Object.entries(of).map(([name, text]) => [`__connect.errors.${name}`, Buffer.from(text)]))
  const position = { topic: 'user_interactions', partition: '2', offset: '77' }
  const stacktrace = 'X: Failed to deserialize\n\tat A.b\nCaused by: java.io.EOFException: too short\n\tat C.d'
  topic = [
    {
      offset: 4,

      headers: headers({
        ...position,
        'exception.message': 'Failed to deserialize',
        'exception.stacktrace': stacktrace,
      }),
    },
    { offset: 5, headers: headers({ ...position, topic: 'other' }) },
    { offset: 6, headers: new Map() },
  ]
  const reason = 'Failed to deserialize (java.io.EOFException: too short)'
  expect(await open().rejected(dataset.name, 4, 10)).toEqual({
    records: [{ partition: 2, offset: 77, reason }],
    next: 7,
  })
})

it.each([
  ['{', 'JSON'],
  ['{ "name": "x", "config": { "a": 1 } }', 'string'],
  ['{ "name": "x", "config": { "a": "{{colour}}" } }', '{{colour}}'],
])('refuses the template %s', (text, problem) => {
  const parse = () => parseConnectorTemplate(text, 'connector.json')
  expect(parse).toThrow(
    expect.objectContaining({
      fault: { code: 'compose-invalid', file: 'connector.json', problem: expect.stringContaining(problem) },
    }),
  )
})
