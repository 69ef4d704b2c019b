import type { EngineStatus, ServiceState } from '@shared/model/service'
import { describe, expect, it } from 'vitest'
import { needsYou, standingOf } from './service-attention'

const healthy: ServiceState = { state: 'healthy', since: 0 }
const unhealthy: ServiceState = { state: 'unhealthy', since: 0, output: '' }
const died = { state: 'restarting', exitCode: 1, outOfMemory: false } as const

describe('what a service needs from the user', () => {
  it('is nothing while it is wanted and has no container yet', () => {
    expect(standingOf({ wanted: true, state: { state: 'missing' } })).toBe('under-way')
    expect(standingOf({ wanted: false, state: { state: 'missing' } })).toBe('off')
  })

  it('is attention once it was killed for its memory, or died again and again', () => {
    expect(standingOf({ wanted: true, state: { ...died, count: 1 } })).toBe('under-way')
    expect(standingOf({ wanted: true, state: { ...died, count: 3 } })).toBe('needs-you')
    expect(standingOf({ wanted: true, state: { ...died, count: 1, outOfMemory: true } })).toBe('needs-you')
  })
})

describe('how many things need attention', () => {
  const services = (wanted: boolean) => [unhealthy, healthy, unhealthy].map((state) => ({ wanted, state }))

  it('counts the services', () => {
    expect(needsYou({ engine: { state: 'looking' }, services: services(true) })).toBe(2)
  })

  it('is only the engine while that is unreachable, and nothing when no service is wanted', () => {
    const engine: EngineStatus = { state: 'away', fault: { code: 'engine-missing', looked: [] }, since: 0 }
    expect(needsYou({ engine, services: services(true) })).toBe(1)
    expect(needsYou({ engine, services: services(false) })).toBe(0)
  })
})
