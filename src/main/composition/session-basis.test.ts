import { createFeed } from '@main/signals/feed'
import { Settings } from '@shared/model/settings'
import { expect, it } from 'vitest'
import type { EnvironmentStore } from './environment-store'
import { basisChanged } from './session-basis'

function basis(first: unknown) {
  const settings = createFeed(Settings.parse(first))
  const feed = createFeed<EnvironmentStore['feed']['value']>([])
  const reopenings = createFeed(0)
  let revision = 0
  const environments = { feed, revision: () => revision } as Partial<EnvironmentStore> as EnvironmentStore
  const end = new AbortController()
  let over = false
  const changed = basisChanged({ settings, environments, reopenings }, end.signal).then(() => {
    over = true
  })
  const outdated = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
    return over
  }
  const edit = () => {
    revision++
    feed.publish([])
  }
  const stop = async () => {
    end.abort()
    await changed
  }
  return { settings, reopenings, edit, outdated, stop }
}

it('is another one with another backend or environment', async () => {
  const one = basis({})
  one.settings.publish(Settings.parse({ producer: { rate: 7 } }))
  expect(await one.outdated()).toBe(false)
  one.settings.publish(Settings.parse({ backend: 'external', environment: 'staging' }))
  expect(await one.outdated()).toBe(true)

  const other = basis({ backend: 'external', environment: 'staging' })
  other.settings.publish(Settings.parse({ backend: 'external', environment: 'prod' }))
  expect(await other.outdated()).toBe(true)
})

it('is another one when the environment in use is edited, and only then', async () => {
  const external = basis({ backend: 'external', environment: 'staging' })
  external.edit()
  expect(await external.outdated()).toBe(true)

  const embedded = basis({ backend: 'embedded', environment: 'staging' })
  embedded.edit()
  expect(await embedded.outdated()).toBe(false)
  await embedded.stop()
})

it('is another one when the session must be opened again', async () => {
  const one = basis({})
  one.reopenings.publish(1)
  expect(await one.outdated()).toBe(true)
})

it('is another one when the encryption of the containers in use is switched, and only then', async () => {
  const docker = basis({ backend: 'docker' })
  docker.settings.publish(Settings.parse({ backend: 'docker', services: { encrypt: true } }))
  expect(await docker.outdated()).toBe(true)

  const embedded = basis({})
  embedded.settings.publish(Settings.parse({ services: { encrypt: true } }))
  expect(await embedded.outdated()).toBe(false)
  await embedded.stop()
})

it('stays the same when Airflow in Docker is started beside the containers in use', async () => {
  const docker = basis({ backend: 'docker', services: { variables: { KAFKA_PORT: '19092' } } })
  const variables = { KAFKA_PORT: '19092', MILLRACE_START: '2026-11-30T12:34:00.000Z' }
  docker.settings.publish(Settings.parse({ backend: 'docker', services: { variables, profiles: ['workflows'] } }))
  expect(await docker.outdated()).toBe(false)
  const moved = { ...variables, KAFKA_PORT: '29092' }
  docker.settings.publish(Settings.parse({ backend: 'docker', services: { variables: moved } }))
  expect(await docker.outdated()).toBe(true)
})
