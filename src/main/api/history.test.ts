import { createFeed } from '@main/signals/feed'
import { call } from '@orpc/server'
import { MINUTE_MS } from '@shared/lib/time'
import { HISTORY_MS, type HistoryJob } from '@shared/model/history'
import { type Rate, Settings } from '@shared/model/settings'
import { expect, it } from 'vitest'
import type { ApiContext } from './context'
import { history } from './history'

const TO = Date.UTC(2026, 0, 5, 12)
const CANCELLED: HistoryJob = {
  state: 'cancelled',
  from: TO - HISTORY_MS,
  to: TO,
  rate: 300,
  events: 0,
  reached: TO - HISTORY_MS,
  startedAt: TO,
  fault: null,
}

function contextWith(rate: Rate, { windows = 1, job = null }: { windows?: number; job?: HistoryJob | null } = {}) {
  const calls: unknown[] = []
  const settings = Settings.parse({ producer: { rate } })
  const tracker: Partial<ApiContext['windows']['tracker']> = {
    refresh: () => Promise.resolve(),
    known: () => Array.from({ length: windows }, (_, n) => TO + n * MINUTE_MS),
  }
  const keeper: Partial<ApiContext['history']> = {
    feed: createFeed(job),
    async start(wish) {
      calls.push({ history: wish.rate })
    },
  }
  const flow: Partial<ApiContext['flow']> = {
    start() {
      calls.push('flow')
    },
  }
  const context: Partial<ApiContext> = {
    settings: {
      feed: createFeed(settings),
      async change(change) {
        calls.push(change)
        return settings
      },
    },
    windows: { tracker } as ApiContext['windows'],
    history: keeper as ApiContext['history'],
    flow: flow as ApiContext['flow'],
  }
  return { context: context as ApiContext, calls }
}

const started = async (...given: Parameters<typeof contextWith>) => {
  const { context, calls } = contextWith(...given)
  await call(history.start, undefined, { context })
  return calls
}

it('makes the history at the rate of the simulator, which is lowered first if it is too fast', async () => {
  expect(await started(200)).toEqual([{ history: 200 }, 'flow'])
  for (const fast of [2_000, 'max'] as const) {
    expect(await started(fast)).toEqual([{ producer: { rate: 300 } }, { history: 300 }, 'flow'])
  }
})

it('leaves the rate alone when the history is refused, or continued', async () => {
  const { context, calls } = contextWith(2_000, { windows: 30 })
  await expect(call(history.start, undefined, { context })).rejects.toMatchObject({ data: { code: 'history-there' } })
  expect(calls).toEqual([])
  expect(await started(2_000, { job: CANCELLED })).toEqual([{ history: 300 }, 'flow'])
})
