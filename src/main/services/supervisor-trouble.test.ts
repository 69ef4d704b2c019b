import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRig } from './testing/rig'

let rig: ReturnType<typeof createRig>

beforeEach(() => {
  rig = createRig().run()
})
afterEach(() => rig.stop())

describe('trouble', () => {
  it('gives up a service that keeps dying, and says why', async () => {
    rig.engine.behave('log', {
      diesAfter: 100,
      healthyAfter: null,
      unhealthyAfter: 1e9,
      exitCode: 3,
      prints: ['no disk'],
    })
    rig.services.start(['registry'])
    await rig.untilState('log', 'failed')
    expect(rig.state('log')).toMatchObject({
      fault: { code: 'service-died', service: 'Log', exitCode: 3, outOfMemory: false, output: 'no disk' },
    })
    expect(rig.state('registry')).toMatchObject({ state: 'waiting', for: 'log' })
    const starts = rig.engine.journal.length
    await rig.pass(600_000)
    expect(rig.engine.journal).toHaveLength(starts)
    rig.engine.behave('log', {})
    rig.services.start(['log'])
    await rig.healthy('log', 'registry')
  })

  it('says when a service died because memory ran out', async () => {
    rig.engine.behave('log', { diesAfter: 100, exitCode: 137, outOfMemory: true })
    rig.services.start(['log'])
    await rig.untilState('log', 'failed')
    expect(rig.state('log')).toMatchObject({ fault: { outOfMemory: true, limitBytes: 512 * 1024 * 1024 } })
  })

  it('does not give up a service that dies only now and then', async () => {
    rig.engine.behave('log', { diesAfter: 60_000 })
    rig.services.start(['log'])
    await rig.pass(3_600_000)
    expect(rig.state('log').state).not.toBe('failed')
    expect(rig.services.feed.value.services[0]?.restarts).toBeGreaterThan(50)
  })

  it('restarts a dead service even if the clock is set back', async () => {
    rig.services.start(['log'])
    await rig.healthy('log')
    rig.engine.kill('log')
    rig.clock.set(-3_600_000)
    await rig.pass(10_000)
    expect(rig.state('log')).toMatchObject({ state: 'healthy' })
  })

  it('does not blame a service for the death of its dependency', async () => {
    rig.services.start(['registry'])
    await rig.healthy('registry')
    rig.engine.behave('log', { healthyAfter: 300_000 })
    rig.engine.kill('log')
    for (let i = 0; i < 10; i++) {
      rig.engine.kill('registry')
      await rig.pass(10_000)
    }
    expect(rig.state('registry')).toMatchObject({ state: 'waiting', for: 'log' })
    await rig.healthy('log', 'registry')
  })

  it("shows the probe's output of an unhealthy service, and continues when it recovers", async () => {
    rig.engine.behave('log', { healthyAfter: null, unhealthyAfter: 1_000 })
    rig.services.start(['registry'])
    await rig.untilState('log', 'unhealthy')
    expect(rig.state('log')).toMatchObject({ output: 'the probe failed' })
    expect(rig.state('registry').state).toBe('waiting')
    await expect(rig.services.whenHealthy(['registry'], new AbortController().signal)).rejects.toMatchObject({
      fault: { code: 'service-unhealthy', service: 'Log' },
    })
  })

  it('names the program that uses a port, offers another port, and continues automatically once the port is free', async () => {
    rig.holders.set(9092, 'java (pid 812)').set(9093, 'x')
    rig.engine.taken.add(9092)
    rig.services.start(['log'])
    await rig.untilState('log', 'failed')
    const fault = { service: 'Log', by: 'java (pid 812)', variable: 'LOG_PORT', free: 9094 }
    expect(rig.state('log')).toMatchObject({ fault })
    await expect(rig.services.whenHealthy(['log'], new AbortController().signal)).rejects.toMatchObject({ fault })
    await rig.pass(60_000)
    expect(rig.state('log')).toMatchObject({ fault })
    rig.engine.taken.delete(9092)
    await rig.healthy('log')
  })

  it('continues immediately with another port on request', async () => {
    rig.engine.taken.add(9092)
    rig.services.start(['log'])
    await rig.untilState('log', 'failed')
    const before = rig.clock.now()
    await rig.services.usePort('LOG_PORT', 19_092)
    await rig.healthy('log')
    expect(rig.clock.now() - before).toBeLessThan(2_000)
    expect(rig.services.feed.value.services[0]?.service.ports[0]?.host).toBe(19_092)
  })
})
