import { createFeed } from '@main/signals/feed'
import type { SettingsChange } from '@shared/contract'
import { FaultError } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import { expect, it } from 'vitest'
import { settingsBesideCopies } from './open-copies'

function opened(inForce: Partial<Settings>) {
  const changes: SettingsChange[] = []
  const asked: unknown[] = []
  const value = Settings.parse(inForce)
  const settings = settingsBesideCopies(
    {
      feed: createFeed(value),
      async change(change) {
        changes.push(change)
        return value
      },
    },
    {
      refuse({ backend, environment }) {
        asked.push([backend, environment])
        if (backend !== 'docker') return
        throw new FaultError({ code: 'copy-unfinished', from: 'embedded', to: backend, removing: false })
      },
    },
  )
  return { settings, changes, asked }
}

it('refuses to switch to a backend that holds an unfinished copy', async () => {
  const { settings, changes } = opened({})
  await expect(settings.change({ backend: 'docker' })).rejects.toMatchObject({ fault: { code: 'copy-unfinished' } })
  expect(changes).toEqual([])
  await settings.change({ backend: 'embedded' })
  expect(changes).toHaveLength(1)
})

it('asks with the environment, for the backend that has environments', async () => {
  const { settings, asked } = opened({ backend: 'external', environment: 'staging' })
  await settings.change({ environment: 'prod' })
  await settings.change({ backend: 'embedded' })
  expect(asked).toEqual([
    ['external', 'prod'],
    ['embedded', null],
  ])
})

it('does not ask for other changes', async () => {
  const { settings, asked } = opened({})
  await settings.change({ producer: { rate: 5 } })
  expect(asked).toEqual([])
})
