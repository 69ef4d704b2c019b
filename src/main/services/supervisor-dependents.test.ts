import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ALL, createRig } from './testing/rig'

let rig: ReturnType<typeof createRig>

beforeEach(async () => {
  rig = createRig().run()
  rig.services.start(null)
  await rig.healthy(...ALL)
  await rig.pass(1_000)
  rig.engine.journal.length = 0
})
afterEach(() => rig.stop())

/** In the rig's compose file the registry depends on the log with `restart: true`; connect depends on the registry without it. */
describe('a service that keeps its data in another one', () => {
  it("restarts with the other one's new container, but only once that is healthy", async () => {
    rig.engine.behave('log', { healthyAfter: 5_000 })
    rig.services.remove(['log'], true)
    await rig.untilState('log', 'missing')
    expect(rig.state('registry').state).toBe('healthy')
    rig.services.start(['log'])
    await rig.untilState('registry', 'waiting')
    expect(rig.state('registry')).toEqual({ state: 'waiting', for: 'log', condition: 'service_healthy' })
    await rig.healthy(...ALL)
    await rig.pass(120_000)
    const after = rig.engine.journal.slice(rig.engine.journal.indexOf('create log'))
    expect(after).toEqual(['create log', 'start log', 'stop registry', 'start registry'])
    expect(rig.wanted('registry')).toBe(true)
  })

  it('restarts when the container and its volume were removed from outside', async () => {
    rig.engine.removeFromOutside('log', true)
    await rig.untilState('log', 'missing')
    rig.services.start(['log'])
    await rig.until(() => rig.engine.journal.includes('start registry'))
    await rig.healthy(...ALL)
    expect(rig.engine.journal.filter((line) => line.endsWith('registry'))).toEqual(['stop registry', 'start registry'])
  })

  it('restarts when that happened while Millrace was not running', async () => {
    await rig.stop()
    rig.engine.removeFromOutside('log', true)
    rig = createRig({ clock: rig.clock, engine: rig.engine }).run()
    await rig.connected()
    rig.services.start(['log'])
    await rig.until(() => rig.engine.journal.includes('start registry'))
    await rig.healthy(...ALL)
    expect(rig.engine.journal.filter((line) => line.endsWith('registry'))).toEqual(['stop registry', 'start registry'])
  })

  it('keeps running when the other one only restarts', async () => {
    rig.services.restart('log')
    await rig.until(() => rig.engine.journal.includes('start log'))
    await rig.healthy(...ALL)
    rig.engine.kill('log')
    await rig.until(() => rig.engine.journal.filter((line) => line === 'start log').length === 2)
    await rig.pass(120_000)
    expect(rig.engine.journal.filter((line) => line.endsWith('registry'))).toEqual([])
  })

  it('keeps running when the other one gets a new container with the same data', async () => {
    rig.engine.removeFromOutside('log')
    await rig.untilState('log', 'missing')
    rig.services.start(['log'])
    await rig.healthy('log')
    await rig.services.usePort('LOG_PORT', 19_092)
    await rig.until(() => rig.engine.journal.filter((line) => line === 'create log').length === 2)
    await rig.healthy(...ALL)
    await rig.pass(120_000)
    expect(rig.engine.journal.filter((line) => line.endsWith('registry'))).toEqual([])
  })

  it('stays stopped when it is not wanted', async () => {
    rig.services.stop(['registry'])
    await rig.untilState('registry', 'stopped')
    rig.services.remove(['log'], false)
    await rig.untilState('log', 'missing')
    rig.services.start(['log'])
    await rig.healthy('log')
    await rig.pass(120_000)
    expect(rig.engine.journal).not.toContain('start registry')
  })
})
