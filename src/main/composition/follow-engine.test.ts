import { createFeed } from '@main/signals/feed'
import { Settings } from '@shared/model/settings'
import { expect, it, vi } from 'vitest'
import { followEngine } from './follow-engine'

it('starts the analysis again when another engine is chosen, and only then', async () => {
  const settings = createFeed(Settings.parse({}))
  const runner = { renew: vi.fn(), retitle: vi.fn() }
  const stop = new AbortController()
  const following = followEngine(settings, runner, stop.signal)
  settings.publish(Settings.parse({ windows: { graceMs: 1 } }))
  settings.publish(Settings.parse({ windows: { graceMs: 2 }, analysis: { engine: 'clickhouse' } }))
  await vi.waitFor(() => expect(runner.renew).toHaveBeenCalledExactlyOnceWith(['analyse']))
  expect(runner.retitle).toHaveBeenCalledOnce()
  stop.abort()
  await following
})
