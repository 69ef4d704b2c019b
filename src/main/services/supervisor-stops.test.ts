import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ALL, createRig } from './testing/rig'

let rig: ReturnType<typeof createRig>

beforeEach(() => {
  rig = createRig().run()
})
afterEach(() => rig.stop())

describe('stopping', () => {
  beforeEach(async () => {
    rig.services.start(null)
    await rig.healthy(...ALL)
    rig.engine.journal.length = 0
  })

  it('stops dependents first', async () => {
    rig.services.stop(null)
    expect(rig.state('log')).toEqual({ state: 'stopping' })
    await Promise.all(ALL.map((id) => rig.untilState(id, 'stopped')))
    expect(rig.engine.journal[0]).toBe('stop connect')
    expect(rig.engine.journal.slice(1, 3).sort()).toEqual(['stop registry', 'stop store'])
    expect(rig.engine.journal[3]).toBe('stop log')
    expect(rig.wanted('log')).toBe(false)
  })

  it('leaves the other services alone when one stops', async () => {
    rig.services.stop(['log'])
    await rig.untilState('log', 'stopped')
    await rig.pass(120_000)
    expect(rig.engine.journal).toEqual(['stop log'])
    expect(rig.state('registry').state).toBe('healthy')
  })

  it("restarts a service without treating its stop as a user's stop", async () => {
    rig.services.restart('log')
    await rig.untilState('log', 'stopping')
    await rig.untilState('log', 'healthy')
    expect(rig.engine.journal).toEqual(['stop log', 'start log'])
    expect(rig.wanted('log')).toBe(true)
  })

  it('removes containers, and data only on request', async () => {
    rig.services.remove(['store'], false)
    await rig.untilState('store', 'missing')
    expect(rig.engine.journal).toEqual(['stop store', 'remove store'])
    rig.services.remove(null, true)
    await rig.until(({ services }) => services.every(({ state }) => state.state === 'missing'))
    await rig.pass(1_000)
    expect(rig.engine.journal).toContain('remove volume log-data')
    expect(rig.engine.journal.indexOf('remove volume log-data')).toBeGreaterThan(
      rig.engine.journal.indexOf('remove log'),
    )
    expect(rig.engine.journal).toContain('remove network')
  })
})

describe('actions from outside', () => {
  beforeEach(async () => {
    rig.services.start(null)
    await rig.healthy(...ALL)
    rig.engine.journal.length = 0
  })

  it('a stop keeps the service stopped', async () => {
    rig.engine.stopFromOutside('store')
    await rig.untilState('store', 'stopped')
    await rig.pass(120_000)
    expect(rig.engine.journal).toEqual([])
    expect(rig.wanted('store')).toBe(false)
    rig.engine.startFromOutside('store')
    await rig.until(() => rig.wanted('store') === true)
    rig.engine.kill('store')
    await rig.until(() => rig.engine.journal.includes('start store'))
  })

  it('a stop keeps the service stopped, even if its event arrives late', async () => {
    const observation = rig.engine.holdObservation()
    rig.engine.kill('store', 0)
    await observation.begun
    await rig.pass(30_000)
    rig.engine.sayStopped('store')
    await rig.pass(10)
    observation.release()
    await rig.pass(60_000)
    expect(rig.engine.journal).toEqual([])
    expect(rig.wanted('store')).toBe(false)
    // The event arrives after the pause: the service is stopped again.
    rig.engine.startFromOutside('store')
    await rig.until(() => rig.wanted('store') === true)
    rig.engine.kill('store', 0)
    await rig.until(() => rig.engine.journal.includes('start store'))
    rig.engine.sayStopped('store')
    await rig.untilState('store', 'stopped')
    expect(rig.engine.journal).toEqual(['start store', 'stop store'])
  })

  it('a removal keeps the service removed', async () => {
    rig.engine.removeFromOutside('store')
    await rig.untilState('store', 'missing')
    await rig.pass(120_000)
    expect(rig.engine.journal).toEqual([])
  })

  it('a restart changes nothing', async () => {
    rig.engine.stopFromOutside('store')
    rig.engine.startFromOutside('store')
    await rig.pass(120_000)
    expect(rig.state('store').state).toBe('healthy')
    expect(rig.wanted('store')).toBe(true)
    expect(rig.engine.journal).toEqual([])
  })

  it('a kill is a death: the service restarts', async () => {
    rig.engine.kill('log')
    await rig.untilState('log', 'restarting')
    expect(rig.state('log')).toEqual({ state: 'restarting', count: 1, exitCode: 137, outOfMemory: false })
    await rig.untilState('log', 'healthy')
    expect(rig.engine.journal).toEqual(['start log'])
    expect(rig.services.feed.value.services[0]).toMatchObject({ wanted: true, restarts: 1 })
  })
})
