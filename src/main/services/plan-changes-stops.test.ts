import type { ObservedContainer } from '@main/ports/containers'
import { describe, expect, it } from 'vitest'
import { isReached, planChanges } from './plan-changes'
import type { WantedState } from './services-snapshot'
import { container, exited, planned, running, service, snapshot } from './testing/plan-rig'

describe('a service that is not wanted', () => {
  const services = [
    service('base', { volumes: ['shared', 'base'] }),
    service('one', {
      dependsOn: [{ service: 'base', condition: 'service_started', restart: false }],
      volumes: ['shared'],
    }),
  ]
  const both = [container('base'), container('one')]

  it('is left as it is without a wanted state', () => {
    expect(planned({ wanted: {}, containers: [container('one')] })).toEqual([])
    expect(planned({ wanted: {} })).toEqual([])
  })

  it('is left as it is when the compose file no longer describes it', () => {
    expect(planChanges({ ...snapshot({ wanted: running }), specs: new Map() })).toEqual([])
  })

  it('stops once, whether it runs or is paused', () => {
    for (const state of ['running', 'paused', 'restarting'] as const) {
      expect(planned({ wanted: { one: 'stopped' }, containers: [container('one', { state })] })).toEqual(['stop one-1'])
    }
    expect(planned({ wanted: { one: 'stopped' }, containers: [exited()] })).toEqual([])
    expect(planned({ wanted: { one: 'stopped' } })).toEqual([])
  })

  it('stops after the services that depend on it and stop too', () => {
    const wanted = { base: 'stopped', one: 'stopped' } as const
    expect(planned({ services, wanted, containers: both })).toEqual(['stop one-1'])
    expect(planned({ services, wanted, containers: [container('base'), exited()] })).toEqual(['stop base-1'])
    expect(planned({ services, wanted: { base: 'stopped', one: 'running' }, containers: both })).toEqual([
      'stop base-1',
    ])
    expect(planned({ services, wanted: { base: 'stopped' }, containers: both })).toEqual(['stop base-1'])
  })

  it('does not wait for services that do not depend on it', () => {
    const independent = [service('base'), service('one')]
    const wanted = { base: 'stopped', one: 'stopped' } as const
    expect(planned({ services: independent, wanted, containers: both })).toEqual(['stop base-1', 'stop one-1'])
  })

  it('is removed once it has stopped, and its data after that, except volumes in use', () => {
    expect(planned({ wanted: { one: 'removed' }, containers: [container('one')] })).toEqual(['stop one-1'])
    expect(planned({ wanted: { one: 'removed' }, containers: [exited()] })).toEqual(['remove one-1'])
    expect(planned({ wanted: { one: 'removed' } })).toEqual([])
    const base = { base: 'removed-with-data' } as const
    const removal = (containers: ObservedContainer[]) => planChanges(snapshot({ services, wanted: base, containers }))
    expect(removal([])).toEqual([{ do: 'remove-volumes', service: 'base', volumes: ['shared', 'base'] }])
    expect(removal([container('one')])).toEqual([{ do: 'remove-volumes', service: 'base', volumes: ['base'] }])
  })
})

it('knows when a wanted state is reached', () => {
  const reached = (wanted: WantedState, state: ObservedContainer | undefined, dataRemoved = false) =>
    isReached(wanted, state, dataRemoved)
  expect([reached('running', container('one')), reached('running', exited())]).toEqual([false, false])
  expect([reached('stopped', container('one')), reached('stopped', exited())]).toEqual([false, true])
  expect(reached('stopped', undefined)).toBe(true)
  expect([reached('removed', exited()), reached('removed', undefined)]).toEqual([false, true])
  expect(reached('removed-with-data', undefined)).toBe(false)
  expect(reached('removed-with-data', undefined, true)).toBe(true)
  expect(reached('removed-with-data', exited(), true)).toBe(false)
})
