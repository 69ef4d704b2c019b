import type { HistoryRequest, ReplayRequest } from '@main/pipeline/stage'
import { createFeed } from '@main/signals/feed'
import { Settings } from '@shared/model/settings'
import { expect, it } from 'vitest'
import { createStageInstructionsFeed } from './stage-instructions-feed'

it('changes with each of its parts until it is stopped', async () => {
  const settings = createFeed(Settings.parse({}))
  const replays = createFeed<readonly ReplayRequest[]>([])
  const history = createFeed<HistoryRequest | null>(null)
  const wanted = createStageInstructionsFeed({ settings, replays, history }, 3)
  expect(wanted.feed.value).toEqual({ settings: settings.value, replays: [], history: null, starts: 3 })

  const stop = new AbortController()
  const running = wanted.run(stop.signal)
  const request = { from: 0, to: 60_000, rate: 1, events: 0, reached: 0 }
  history.publish(request)
  settings.publish(Settings.parse({ producer: { seed: 7 } }))
  await expect.poll(() => wanted.feed.value).toMatchObject({ history: request, settings: { producer: { seed: 7 } } })
  stop.abort()
  await running
})
