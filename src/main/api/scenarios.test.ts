import { createVirtualClock, type VirtualClock } from '@main/ports/fakes/virtual-clock'
import type { ScenarioLibrary } from '@main/ports/scenario-library'
import { createFeed } from '@main/signals/feed'
import { call } from '@orpc/server'
import type { Scenario } from '@shared/model/scenario'
import { Settings } from '@shared/model/settings'
import { beforeEach, expect, it } from 'vitest'
import type { ApiContext } from './context'
import { scenarios } from './scenarios'

const TWO: Scenario = {
  name: 'Two',
  disturbances: [
    { kind: 'silence', types: ['PAYMENT'], startSeconds: 0, lengthSeconds: 60 },
    { kind: 'slowdown', startSeconds: 90, lengthSeconds: 60, factor: 2 },
  ],
}
const REF = { origin: 'own', id: 'two' } as const

let clock: VirtualClock
let objects: Map<string, unknown>
let feed: ReturnType<typeof createFeed<Settings>>
let source: string
let context: ApiContext

beforeEach(() => {
  clock = createVirtualClock()
  objects = new Map()
  feed = createFeed(Settings.parse({}))
  source = 'running'
  const fakes = {
    scenarios: { get: async () => TWO } satisfies Partial<ScenarioLibrary>,
    settings: {
      feed,
      async change({ producer }: { producer: object }) {
        feed.publish({ ...feed.value, producer: { ...feed.value.producer, ...producer } })
      },
    },
    ports: {
      clock,
      objects: {
        put: async (_: string, key: string, body: Uint8Array) =>
          void objects.set(key, JSON.parse(new TextDecoder().decode(body))),
      },
    },
    flow: {
      runner: {
        feed: {
          get value() {
            return [{ id: 'source', state: { state: source } }]
          },
        },
      },
    },
  }
  context = fakes as unknown as ApiContext
})

const truth = () => [...objects.values()].at(-1)
const start = () => call(scenarios.start, REF, { context })
const stop = () => call(scenarios.stop, undefined, { context })

it('labels what it starts, with the planned times', async () => {
  const run = await start()
  expect(run).toMatchObject({ state: 'on', flowing: true, disturbances: [{ state: 'on' }, { state: 'upcoming' }] })
  expect(feed.value.producer.scenario).toEqual({ scenario: TWO, startedAt: clock.now() })
  expect(truth()).toMatchObject({
    scenario: 'Two',
    disturbances: [{ kind: 'silence', from: '2026-01-05T12:00:00.000Z', to: '2026-01-05T12:01:00.000Z' }, {}],
  })
})

it('shortens the labels when it stops a scenario, and drops disturbances that never began', async () => {
  await start()
  clock.skip(30_000)
  await stop()
  expect(feed.value.producer.scenario).toBeNull()
  expect(truth()).toMatchObject({
    stoppedAt: '2026-01-05T12:00:30.000Z',
    disturbances: [{ kind: 'silence', to: '2026-01-05T12:00:30.000Z' }],
  })
  expect((truth() as { disturbances: unknown[] }).disturbances).toHaveLength(1)
})

it('does not change the labels of an ended scenario', async () => {
  await start()
  clock.skip(600_000)
  await stop()
  expect(truth()).not.toHaveProperty('stoppedAt')
})

it('sends each change of state', async () => {
  source = 'stopped'
  await start()
  const end = new AbortController()
  const seen: unknown[] = []
  for await (const run of await call(scenarios.feed, undefined, { context, signal: end.signal })) {
    seen.push([run?.flowing, ...(run?.disturbances.map(({ state }) => state) ?? [])])
    if (run?.state === 'over') end.abort()
  }
  expect(seen).toEqual([
    [false, 'on', 'upcoming'],
    [false, 'over', 'upcoming'],
    [false, 'over', 'on'],
    [false, 'over', 'over'],
  ])
})
