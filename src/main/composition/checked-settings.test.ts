import { createFeed } from '@main/signals/feed'
import type { SettingsChange } from '@shared/contract'
import { Environment } from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import { expect, it } from 'vitest'
import { checkedSettings, environmentOf } from './checked-settings'

const STAGING = Environment.parse({
  name: 'staging',
  kafka: { brokers: ['kafka:9092'] },
  registry: { url: 'http://registry:8081' },
  clickhouse: { url: 'http://clickhouse:8123' },
  s3: { endpoint: 'http://s3:9000' },
})

function settingsWith(inForce: unknown, unreadable = false) {
  const prepared: boolean[] = []
  const changes: SettingsChange[] = []
  const kept = {
    feed: createFeed(Settings.parse(inForce)),
    async change(change: SettingsChange) {
      changes.push(change)
      return kept.feed.value
    },
  }
  const environments = {
    get(environment: string) {
      if (environment === STAGING.name) return STAGING
      throw new FaultError({ code: 'environment-unknown', environment, known: [STAGING.name] })
    },
  }
  const prepare = async () => {
    if (unreadable) throw new FaultError({ code: 'secrets-closed', file: 'secrets.json', reason: 'it is damaged' })
    prepared.push(kept.feed.value.services.encrypt)
  }
  return { ...checkedSettings(kept, environments, prepare), changes, prepared }
}

it('accepts Kafka Connect as the sink if the backend has it', async () => {
  const { change, changes } = settingsWith({ backend: 'docker' })
  await change({ sink: { kind: 'connect' } })
  await change({ backend: 'docker', sink: { kind: 'connect' } })
  expect(changes).toHaveLength(2)
})

it('refuses Kafka Connect if the backend does not have it', async () => {
  const { change, changes } = settingsWith({ backend: 'embedded' })
  await expect(change({ sink: { kind: 'connect' } })).rejects.toMatchObject({
    fault: { code: 'sink-needs-docker', backend: 'embedded' },
  })
  expect(changes).toEqual([])
  await change({ sink: { kind: 'built-in' } })
  await change({ backend: 'docker', sink: { kind: 'connect' } })
  expect(changes).toHaveLength(2)
})

it('allows a backend without Kafka Connect while Kafka Connect is chosen', async () => {
  const { change, changes } = settingsWith({ backend: 'docker', sink: { kind: 'connect' } })
  await change({ backend: 'embedded' })
  expect(changes).toHaveLength(1)
})

it('accepts the external backend only with an environment that exists', async () => {
  const { change, changes } = settingsWith({})
  const refused = (code: string) => ({ fault: { code } })
  await expect(change({ backend: 'external' })).rejects.toMatchObject(refused('environment-not-chosen'))
  await expect(change({ backend: 'external', environment: 'prod' })).rejects.toMatchObject(
    refused('environment-unknown'),
  )
  expect(changes).toEqual([])
  await change({ backend: 'external', environment: 'staging' })
  expect(changes).toHaveLength(1)
})

it('lets other settings change whatever the environment is', async () => {
  const { change, changes } = settingsWith({ backend: 'external', environment: 'gone' })
  await change({ producer: { enabled: false } })
  await change({ backend: 'embedded' })
  expect(changes).toHaveLength(2)
})

it('names the environment that is in use only for the backend that uses it', () => {
  expect(environmentOf(Settings.parse({ backend: 'external', environment: 'staging' }))).toBe('staging')
  expect(environmentOf(Settings.parse({ backend: 'embedded', environment: 'staging' }))).toBeNull()
})

it('makes the certificates before encryption is on, and only then', async () => {
  const { change, changes, prepared } = settingsWith({})
  await change({ services: { encrypt: false } })
  await change({ services: { profiles: [] } })
  expect(prepared).toEqual([])
  await change({ services: { encrypt: true } })
  expect(prepared).toEqual([false])
  expect(changes).toHaveLength(3)
})

it('does not switch encryption on without its certificates', async () => {
  const { change, changes } = settingsWith({}, true)
  await expect(change({ services: { encrypt: true } })).rejects.toMatchObject({ fault: { code: 'secrets-closed' } })
  expect(changes).toEqual([])
})
