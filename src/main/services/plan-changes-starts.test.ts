import type { ObservedContainer } from '@main/ports/containers'
import type { StartCondition } from '@shared/model/service'
import { describe, expect, it } from 'vitest'
import { nextDue, planChanges } from './plan-changes'
import type { ServiceRecord } from './service-record'
import type { WantedState } from './services-snapshot'
import { container, exited, IMAGE, NOW, planned, running, service, snapshot } from './testing/plan-rig'

describe('a service that is wanted', () => {
  it('first gets its image, then its container, then runs', () => {
    expect(planned({ wanted: running, image: 'unknown' })).toEqual([`find-image ${IMAGE}`])
    expect(planned({ wanted: running, image: 'missing' })).toEqual([`pull ${IMAGE}`])
    expect(planned({ wanted: running })).toEqual(['create one'])
    expect(planned({ wanted: running, containers: [container('one', { state: 'created' })] })).toEqual(['start one-1'])
    expect(planned({ wanted: running, containers: [container('one')] })).toEqual([])
  })

  it('has its image built when the compose file says how', () => {
    const build = { folder: '/compose/one', dockerfile: 'Dockerfile' }
    const given = { wanted: running, image: 'missing', builds: new Map([[IMAGE, build]]) } as const
    expect(planChanges(snapshot(given))).toEqual([{ do: 'build', image: IMAGE, build }])
  })

  it('needs no image to start a container that exists', () => {
    expect(planned({ wanted: running, image: 'unknown', containers: [exited()] })).toEqual(['start one-1'])
  })

  it('waits while its image or the service itself is being worked on', () => {
    for (const name of [IMAGE, 'one']) {
      expect(planned({ wanted: running, image: 'missing', busy: new Map([[name, 'pull']]) })).toEqual([])
      expect(planned({ wanted: running, busy: new Map([[name, 'pull']]) })).toEqual([])
    }
  })

  it('shares the request for an image with another service', () => {
    const services = [service('one'), service('two')]
    expect(planned({ services, wanted: { one: 'running', two: 'running' }, image: 'missing' })).toEqual([
      `pull ${IMAGE}`,
    ])
  })

  it('is made again when its spec has changed, but not a container of another tool', () => {
    const stale = container('one', { hash: 'older' })
    expect(planned({ wanted: running, containers: [stale] })).toEqual(['stop one-1'])
    expect(planned({ wanted: running, containers: [{ ...stale, state: 'exited' }] })).toEqual(['remove one-1'])
    expect(planned({ wanted: running, containers: [stale], records: { one: { asFound: true } } })).toEqual([])
    expect(planned({ wanted: running, containers: [container('one', { hash: null })] })).toEqual([])
  })

  it('keeps running on its earlier spec until the new image is there', () => {
    const containers = [container('one', { hash: 'older' })]
    expect(planned({ wanted: running, containers, image: 'missing' })).toEqual([`pull ${IMAGE}`])
    expect(planned({ wanted: running, containers, image: 'missing', busy: new Map([[IMAGE, 'pull']]) })).toEqual([])
    expect(planned({ wanted: running, containers })).toEqual(['stop one-1'])
  })

  it('is stopped once for a restart', () => {
    const records = { one: { renew: true } }
    expect(planChanges(snapshot({ wanted: running, containers: [container('one')], records }))).toEqual([
      { do: 'stop', service: 'one', id: 'one-1', graceMs: 7_000 },
    ])
    expect(planned({ wanted: running, containers: [exited()], records })).toEqual(['start one-1'])
  })

  it('gets another container when the engine cannot remove the old one completely', () => {
    expect(planned({ wanted: running, containers: [container('one', { state: 'dead' })] })).toEqual(['remove one-1'])
  })

  it('stays down after its normal end', () => {
    const records = { one: { hasRun: true } }
    expect(planned({ wanted: running, containers: [exited()], records, spec: { restart: 'no' } })).toEqual([])
    expect(planned({ wanted: running, containers: [exited()], records })).toEqual(['start one-1'])
  })

  it('waits for its pause after a death, to the millisecond', () => {
    const at = (notBefore: number) =>
      planned({ wanted: running, containers: [exited()], records: { one: { notBefore } } })
    expect(at(NOW + 1)).toEqual([])
    expect(at(NOW)).toEqual(['start one-1'])
  })

  it.each<[StartCondition, Partial<ObservedContainer>, boolean]>([
    ['service_started', { state: 'running', health: 'starting' }, true],
    ['service_started', { state: 'paused' }, false],
    ['service_healthy', { state: 'running', health: 'healthy' }, true],
    ['service_healthy', { state: 'running', health: 'none' }, true],
    ['service_healthy', { state: 'running', health: 'starting' }, false],
    ['service_healthy', { state: 'paused', health: 'healthy' }, false],
    ['service_completed_successfully', { state: 'exited', exitCode: 0 }, true],
    ['service_completed_successfully', { state: 'exited', exitCode: 1 }, false],
    ['service_completed_successfully', { state: 'running', exitCode: 0 }, false],
  ])('starts after its dependency: %s with %o: %s', (condition, state, starts) => {
    const services = [service('base'), service('one', { dependsOn: [{ service: 'base', condition, restart: false }] })]
    const containers = [container('base', state)]
    expect(planned({ services, wanted: running, containers })).toEqual(starts ? ['create one'] : [])
    expect(planned({ services, wanted: running })).toEqual([])
  })
})

describe('a service with a fault', () => {
  const fault = { code: 'image-missing', image: IMAGE, reason: '' } as const
  it('is not tried again before its time', () => {
    const at = (retryAt: number | null) => planned({ wanted: running, records: { one: { fault, retryAt } } })
    expect(at(null)).toEqual([])
    expect(at(NOW + 1)).toEqual([])
    expect(at(NOW)).toEqual(['create one'])
  })

  it('is stopped when it keeps dying and the engine restarts it, and only then', () => {
    const about = { limitBytes: null, variable: null, output: '' }
    const died = { code: 'service-died', service: 'one', exitCode: 1, outOfMemory: false, ...about } as const
    const up = [container('one', { state: 'restarting' })]
    expect(planned({ wanted: running, containers: up, records: { one: { fault: died } } })).toEqual(['stop one-1'])
    expect(planned({ wanted: running, containers: [exited()], records: { one: { fault: died } } })).toEqual([])
    expect(planned({ wanted: running, records: { one: { fault: died } } })).toEqual([])
    expect(planned({ wanted: running, containers: up, records: { one: { fault } } })).toEqual([])
  })
})

it('knows when the plan changes next without an event', () => {
  const due = (records: Record<string, Partial<ServiceRecord>>, wanted: Record<string, WantedState> = running) =>
    nextDue(snapshot({ wanted, records }))
  expect(due({})).toBeNull()
  expect(due({ one: { notBefore: NOW } })).toBeNull()
  expect(due({ one: { notBefore: NOW + 5, retryAt: NOW + 3 } })).toBe(NOW + 3)
  expect(due({ one: { notBefore: NOW + 5 }, two: { notBefore: NOW + 1 } })).toBe(NOW + 5)
  expect(due({ one: { notBefore: NOW + 5 } }, { one: 'stopped' })).toBeNull()
})
