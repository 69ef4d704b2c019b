import type { ContainerSpec, ObservedContainer } from '@main/ports/containers'
import { plainSpec } from '@main/ports/fakes/plain-spec'
import type { Service } from '@shared/model/service'
import { planChanges } from '../plan-changes'
import { NO_RECORD, type ServiceRecord } from '../service-record'
import type { ServicesSnapshot, WantedState } from '../services-snapshot'

export const NOW = 10_000
export const IMAGE = 'example/one:1'
const SPEC = { restart: 'unless-stopped', stopGraceMs: 7_000 } as const

/** A service of the compose file, without anything special. */
export function service(id: string, over: Partial<Service> = {}): Service {
  const nothing = { ports: [], links: [], dependsOn: [], profiles: [], volumes: [], encryption: null }
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

/** A healthy container of the current spec. */
export function container(id: string, over: Partial<ObservedContainer> = {}): ObservedContainer {
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
    dataSince: 0,
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

export function snapshot(given: Given): ServicesSnapshot {
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
    specs: new Map(services.map(({ id }) => [id, plainSpec(id, IMAGE, { ...SPEC, ...spec })])),
    builds: builds ?? new Map(),
    observed: new Map(containers.map((one) => [one.service, one])),
    wanted: new Map(Object.entries(wanted)),
    records: new Map(Object.entries(records).map(([id, record]) => [id, { ...NO_RECORD, ...record }])),
    images: new Map(image === 'unknown' ? [] : [[IMAGE, image]]),
    busy: busy ?? new Map(),
  }
}

/** The plan in words: `stop one-1`. */
export function planned(given: Given): string[] {
  return planChanges(snapshot(given)).map((change) =>
    [change.do, 'image' in change ? change.image : 'id' in change ? change.id : change.service].join(' '),
  )
}

export const running = { one: 'running' } as const
export const exited = (over: Partial<ObservedContainer> = {}) =>
  container('one', { state: 'exited', exitCode: 0, ...over })
