import { Environment } from '@shared/model/environment'
import { expect, it } from 'vitest'
import { connectorFor } from './connector-for'

/** Kafka Connect replaces it. */
const PASSWORD = ['$', '{env:CLICKHOUSE_PASSWORD}'].join('')
const template = {
  name: 'millrace-{{dataset}}',
  config: {
    hostname: 'clickhouse',
    port: '8123',
    ssl: 'false',
    database: 'default',
    password: PASSWORD,
  },
}
const environment = (clickhouse: object) =>
  Environment.parse({
    name: 'staging',
    kafka: { brokers: ['kafka:9092'], replication: 2 },
    registry: { url: 'http://registry' },
    clickhouse,
    s3: { endpoint: 'http://s3' },
  })

it('points the connector at the ClickHouse of the environment, and leaves the password a variable of the workers', () => {
  const { config } = connectorFor(template, environment({ url: 'https://clickhouse.example.com', database: 'events' }))
  expect(config).toEqual({
    hostname: 'clickhouse.example.com',
    port: '8443',
    ssl: 'true',
    database: 'events',
    password: PASSWORD,
    'errors.deadletterqueue.topic.replication.factor': '2',
  })
})

it('refuses a cluster of several servers', () => {
  expect(() => connectorFor(template, environment({ url: 'http://clickhouse:8123', cluster: 'c' }))).toThrow(
    'environment-invalid',
  )
})
