import type { Service, ServiceState } from '@shared/model/service'
import { expect, it } from 'vitest'
import type { AlarmFacts } from '../alarm-facts'
import { course, retrying, stageFacts } from '../testing/facts'
import { lag } from './lag'
import { serviceDown } from './service-down'
import { stageDown } from './stage-down'

const since = 0
const healthy: ServiceState = { state: 'healthy', since }
const restarting: ServiceState = { state: 'restarting', count: 1, exitCode: 137, outOfMemory: true }
const facts = (state: ServiceState, wanted = true): Partial<AlarmFacts> => {
  const service = { id: 'clickhouse', title: 'ClickHouse' } as Service
  return { needed: ['clickhouse'], services: [{ service, wanted, state }] }
}

it('raises one alarm for a service that dies again and again, and says why', () => {
  const starting: ServiceState = { state: 'starting', since }
  const run = course([serviceDown])
    .hold(60, facts(healthy))
    .hold(240, (second) => facts(second % 20 < 10 ? restarting : starting))
    .hold(60, facts(healthy))
  expect(run.summary()).toEqual(['service-down clickhouse: 80–300 recovered'])
  expect(run.alarms()[0]?.sentence).toBe(
    'The service ClickHouse does not work. It ran out of memory and is restarted again and again. Give it more memory in Settings.',
  )
})

it('is silent about a service that starts, or that a person stopped', () => {
  const run = course([serviceDown])
    .hold(300, facts({ state: 'starting', since }))
    .hold(300, facts({ state: 'stopped', exitCode: 0, at: 0 }, false))
  expect(run.summary()).toEqual([])
})

it('ends the alarm when a person stops the service', () => {
  const run = course([serviceDown]).hold(60, facts(restarting)).hold(60, facts(restarting, false))
  expect(run.summary()).toEqual(['service-down clickhouse: 20–60 by-hand'])
})

it('raises one alarm, not one for each service, when the engine is away', () => {
  const away = { ...facts(restarting), engineAway: 'Docker does not answer. Start it.' }
  const run = course([serviceDown]).hold(60, away)
  expect(run.alarms()).toMatchObject([
    { subject: null, title: 'The container engine is down', sentence: 'Docker does not answer. Start it.' },
  ])
})

it('waits for the first start, which may take minutes', () => {
  const stages = [
    stageFacts('store', { state: { state: 'starting' } }),
    stageFacts('sink', {
      state: { state: 'waiting', for: 'store' },
      figures: { total: 0, unit: 'events', backlog: 1e6, note: '' },
    }),
  ]
  const run = course([serviceDown, stageDown, lag]).hold(600, { ...facts({ state: 'starting', since }), stages })
  expect(run.summary()).toEqual([])
  expect(run.hold(120, { ...facts(healthy), stages }).summary()).toHaveLength(2)
})

it('speaks for the stages that wait for the service', () => {
  const stages = [
    stageFacts('store', {
      state: { ...retrying(), fault: { code: 'service-away', service: 'clickhouse', reason: 'refused' } } as never,
    }),
  ]
  const down = course([serviceDown, stageDown]).hold(120, { ...facts(restarting), stages })
  expect(down.summary()).toEqual(['service-down clickhouse: 20–open'])
  const stopped = course([serviceDown, stageDown]).hold(120, { ...facts(restarting, false), stages })
  expect(stopped.summary()).toEqual([])
  const alone = course([serviceDown, stageDown]).hold(120, { ...facts(healthy), stages })
  expect(alone.summary()).toEqual(['stage-down store: 20–open'])
})
