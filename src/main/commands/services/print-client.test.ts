import type { ComposeFile } from '@main/services/compose-file'
import { faultMessage } from '@shared/model/fault-message'
import type { ServiceConnection } from '@shared/model/service'
import { expect, it } from 'vitest'
import { clientConnection } from './print-client'

const address = '127.0.0.1:9092'
const login = { username: 'millrace', password: 'only-for-tests', authority: 'PEM', endsAt: 0 }

function services(of: ServiceConnection['login']) {
  const compose: Partial<ComposeFile> = {
    encryptedPorts: [
      { service: 'kafka', port: 9092, protocol: 'P', user: 'U', password: 'W', certificate: 'C', key: 'K' },
    ],
  }
  return {
    compose: compose as ComposeFile,
    connection: (id: string) => (id === 'kafka' ? { address, login: of } : null),
  }
}

it('has the connection of a service, encrypted or not', () => {
  expect(clientConnection(services(null), 'kafka', 'java')).toEqual({ address, login: null })
  expect(clientConnection(services(login), 'kafka', 'certificate')).toEqual({ address, login })
})

it('says which services have a configuration for clients', () => {
  expect(() => clientConnection(services(null), 'clickhouse', 'java')).toThrow(
    expect.objectContaining({ fault: { code: 'service-without-client', name: 'clickhouse', known: ['kafka'] } }),
  )
  const message = faultMessage({ code: 'service-without-client', name: 'clickhouse', known: ['kafka'] })
  expect(message).toBe('There is no client configuration for "clickhouse". There is one for: kafka.')
})

it('prints no empty certificate', () => {
  expect(() => clientConnection(services(null), 'kafka', 'certificate')).toThrow(
    expect.objectContaining({ fault: { code: 'service-not-encrypted', service: 'kafka' } }),
  )
})
