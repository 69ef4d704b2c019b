import { service } from '@main/services/testing/plan-rig'
import { createFeed } from '@main/signals/feed'
import type { Service, ServiceConnection, ServicesStatus } from '@shared/model/service'
import { expect, it } from 'vitest'
import { kafkaAddressOf, type RunningServices } from './running-services'

const kafka = service('kafka', {
  title: 'Kafka',
  role: 'log',
  ports: [{ host: 29_092, container: 9092, variable: 'KAFKA_PORT' }],
  encryption: { port: 9092, on: false },
})

function running(login: ServiceConnection['login'], services: readonly Service[] = [kafka]): RunningServices {
  const status: ServicesStatus = {
    engine: { state: 'looking' },
    project: 'test',
    services: services.map((one) => ({ service: one, wanted: true, state: { state: 'missing' }, restarts: 0 })),
    profiles: [],
    pulling: null,
  }
  return {
    feed: createFeed(status),
    values: () => ({}),
    connection: (id) => (id === 'kafka' ? { address: '127.0.0.1:29092', login } : null),
  }
}

it('connects to Kafka in plain text, or with what encryption needs', () => {
  expect(kafkaAddressOf(running(null), 9092)).toEqual({ brokers: ['127.0.0.1:29092'] })
  const login = { username: 'millrace', password: 'only-for-tests', authority: 'PEM', endsAt: 0 }
  expect(kafkaAddressOf(running(login), 9092)).toEqual({
    brokers: ['127.0.0.1:29092'],
    tls: { ca: 'PEM' },
    sasl: { mechanism: 'PLAIN', username: 'millrace', password: 'only-for-tests' },
  })
})

it('says that there is no such service or port', () => {
  expect(() => kafkaAddressOf(running(null, []), 9092)).toThrow()
  expect(() => kafkaAddressOf(running(null), 19_092)).toThrow()
})
