import { createFeed } from '@main/signals/feed'
import { Settings } from '@shared/model/settings'
import { expect, it, vi } from 'vitest'
import { followEngine } from './follow-engine'

it('starts the analysis again when another engine is chosen for its backend, and only then', async () => {
  const settings = createFeed(Settings.parse({}))
  const runner = { renew: vi.fn(), retitle: vi.fn() }
  const stop = new AbortController()
  const here = { backend: 'embedded', environment: null } as const
  const following = followEngine(settings, here, runner, stop.signal)
  settings.publish(Settings.parse({ windows: { graceMs: 1 } }))
  settings.publish(Settings.parse({ backend: 'docker', analysis: { docker: { engine: 'spark' } } }))
  settings.publish(Settings.parse({ windows: { graceMs: 2 }, analysis: { embedded: { engine: 'clickhouse' } } }))
  await vi.waitFor(() => expect(runner.renew).toHaveBeenCalledExactlyOnceWith(['analyse']))
  expect(runner.retitle).toHaveBeenCalledOnce()
  stop.abort()
  await following
})
