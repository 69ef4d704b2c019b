import { createFeed } from '@main/signals/feed'
import { call } from '@orpc/server'
import type { SettingsChange } from '@shared/contract'
import { Settings } from '@shared/model/settings'
import { expect, it } from 'vitest'
import type { ApiContext } from './context'
import { settings } from './settings'

function contextWith(backend: Settings['backend']) {
  const changes: SettingsChange[] = []
  const tracker = {
    feed: createFeed(Settings.parse({ backend })),
    async change(change: SettingsChange) {
      changes.push(change)
      return Settings.parse({ backend })
    },
  }
  const context: Partial<ApiContext> = { settings: tracker }
  return { context: context as ApiContext, changes }
}

it('accepts Kafka Connect as the sink if the backend has it', async () => {
  const { context, changes } = contextWith('docker')
  await call(settings.change, { sink: { kind: 'connect' } }, { context })
  await call(settings.change, { backend: 'docker', sink: { kind: 'connect' } }, { context })
  expect(changes).toHaveLength(2)
})

it('refuses Kafka Connect if the backend does not have it', async () => {
  const backend = 'embedded'
  const { context, changes } = contextWith(backend)
  await expect(call(settings.change, { sink: { kind: 'connect' } }, { context })).rejects.toMatchObject({
    code: 'FAULT',
    data: { code: 'sink-needs-docker', backend },
  })
  expect(changes).toEqual([])
  await call(settings.change, { sink: { kind: 'built-in' } }, { context })
  await call(settings.change, { backend: 'docker', sink: { kind: 'connect' } }, { context })
  expect(changes).toHaveLength(2)
})

it('allows a backend without Kafka Connect while Kafka Connect is chosen', async () => {
  const { context, changes } = contextWith('docker')
  await call(settings.change, { backend: 'embedded' }, { context })
  expect(changes).toHaveLength(1)
})
