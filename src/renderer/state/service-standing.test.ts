import type { EngineStatus, ServiceState } from '@shared/model/service'
import { describe, expect, it } from 'vitest'
import { needsYou, standingOf } from './service-standing'

const healthy: ServiceState = { state: 'healthy', since: 0 }
const unhealthy: ServiceState = { state: 'unhealthy', since: 0, output: '' }
const died = { state: 'restarting', exitCode: 1, outOfMemory: false } as const

describe('what a service means to the person who looks', () => {
  it('is on its way while it is wanted and has no container yet', () => {
    expect(standingOf({ wanted: true, state: { state: 'missing' } })).toBe('under-way')
    expect(standingOf({ wanted: false, state: { state: 'missing' } })).toBe('off')
  })

  it('needs them once it has died for want of memory, or again and again', () => {
    expect(standingOf({ wanted: true, state: { ...died, count: 1 } })).toBe('under-way')
    expect(standingOf({ wanted: true, state: { ...died, count: 3 } })).toBe('needs-you')
    expect(standingOf({ wanted: true, state: { ...died, count: 1, outOfMemory: true } })).toBe('needs-you')
  })
})

describe('how many things need the user', () => {
  const services = (wanted: boolean) => [unhealthy, healthy, unhealthy].map((state) => ({ wanted, state }))

  it('counts the services', () => {
    expect(needsYou({ engine: { state: 'looking' }, services: services(true) })).toBe(2)
  })

  it('is the engine alone while that is away, and nothing when nobody misses it', () => {
    const engine: EngineStatus = { state: 'away', fault: { code: 'engine-missing', looked: [] }, since: 0 }
    expect(needsYou({ engine, services: services(true) })).toBe(1)
    expect(needsYou({ engine, services: services(false) })).toBe(0)
  })
})
