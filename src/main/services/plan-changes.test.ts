import type { ContainerSpec, ObservedContainer } from '@main/ports/containers'
import type { Service, StartCondition } from '@shared/model/service'
import { describe, expect, it } from 'vitest'
import { isReached, nextDue, planChanges } from './plan-changes'
import { NO_RECORD, type ServiceRecord } from './service-record'
import type { ServicesSnapshot, WantedState } from './services-snapshot'

const NOW = 10_000
const IMAGE = 'example/one:1'

function service(id: string, over: Partial<Service> = {}): Service {
  const nothing = { ports: [], links: [], dependsOn: [], profiles: [], volumes: [] }
  const limits = { memoryLimitBytes: null, memoryVariable: null }
  return {
    id,
    title: id,
    about: '',
    role: 'extra',
    icon: null,
    image: IMAGE,
    built: false,
    ...nothing,
    ...limits,
    ...over,
  }
}

function specOf(id: string, over: Partial<ContainerSpec> = {}): ContainerSpec {
  return {
    service: id,
    image: IMAGE,
    environment: {},
    labels: {},
    command: null,
    entrypoint: null,
    ports: [],
    volumes: [],
    healthCheck: null,
    memoryBytes: null,
    cpus: null,
    fileLimit: null,
    logging: null,
    restart: 'unless-stopped',
    stopGraceMs: 7_000,
    stopSignal: null,
    user: null,
    workingDir: null,
    hostname: null,
    init: false,
    hash: 'spec',
    ...over,
  }
}

function container(id: string, over: Partial<ObservedContainer> = {}): ObservedContainer {
  return {
    id: `${id}-1`,
    service: id,
    image: IMAGE,
    hash: 'spec',
    state: 'running',
    health: 'healthy',
    healthOutput: '',
    exitCode: null,
    outOfMemory: false,
    restartCount: 0,
    createdAt: 0,
    startedAt: 0,
    finishedAt: null,
    ...over,
  }
}

interface Given {
  readonly services?: readonly Service[]
  readonly spec?: Partial<ContainerSpec>
  readonly wanted: Readonly<Record<string, WantedState>>
  readonly containers?: readonly ObservedContainer[]
  readonly records?: Readonly<Record<string, Partial<ServiceRecord>>>
  readonly image?: 'there' | 'missing' | 'unknown'
  readonly builds?: ServicesSnapshot['builds']
  readonly busy?: ServicesSnapshot['busy']
}

function snapshot(given: Given): ServicesSnapshot {
  const {
    services = [service('one')],
    spec,
    wanted,
    containers = [],
    records = {},
    image = 'there',
    builds,
    busy,
  } = given
  return {
    now: NOW,
    services,
    specs: new Map(services.map(({ id }) => [id, specOf(id, spec)])),
    builds: builds ?? new Map(),
    observed: new Map(containers.map((one) => [one.service, one])),
    wanted: new Map(Object.entries(wanted)),
    records: new Map(Object.entries(records).map(([id, record]) => [id, { ...NO_RECORD, ...record }])),
    images: new Map(image === 'unknown' ? [] : [[IMAGE, image]]),
    busy: busy ?? new Map(),
  }
}

/** The plan in words: `stop one-1`. */
function planned(given: Given): string[] {
  return planChanges(snapshot(given)).map((change) =>
    [change.do, 'image' in change ? change.image : 'id' in change ? change.id : change.service].join(' '),
  )
}

const running = { one: 'running' } as const
const exited = (over: Partial<ObservedContainer> = {}) => container('one', { state: 'exited', exitCode: 0, ...over })

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

it('knows when the plan changes next without an event', () => {
  const due = (records: Record<string, Partial<ServiceRecord>>, wanted: Record<string, WantedState> = running) =>
    nextDue(snapshot({ wanted, records }))
  expect(due({})).toBeNull()
  expect(due({ one: { notBefore: NOW } })).toBeNull()
  expect(due({ one: { notBefore: NOW + 5, retryAt: NOW + 3 } })).toBe(NOW + 3)
  expect(due({ one: { notBefore: NOW + 5 }, two: { notBefore: NOW + 1 } })).toBe(NOW + 5)
  expect(due({ one: { notBefore: NOW + 5 } }, { one: 'stopped' })).toBeNull()
})
