import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ALL, createRig } from './testing/rig'

let rig: ReturnType<typeof createRig>

beforeEach(() => {
  rig = createRig().run()
})
afterEach(() => rig.stop())

describe('starting', () => {
  it('follows the dependencies, and shows which service waits for which', async () => {
    rig.engine.behave('log', { healthyAfter: 5_000 })
    rig.services.start(null)
    await rig.untilState('log', 'starting')
    expect(rig.state('registry')).toEqual({ state: 'waiting', for: 'log', condition: 'service_healthy' })
    await rig.healthy(...ALL)
    expect(rig.engine.journal.filter((line) => line.startsWith('start'))).toEqual([
      'start log',
      'start store',
      'start registry',
      'start connect',
    ])
    expect(rig.services.feed.value.services.map(({ service }) => service.id)).toEqual([
      'log',
      'registry',
      'store',
      'connect',
    ])
  })

  it("starts a service's dependencies, and nothing else", async () => {
    rig.services.start(['registry'])
    await rig.healthy('registry', 'log')
    expect(rig.state('store')).toEqual({ state: 'missing' })
    expect(rig.engine.container('connect')).toBeNull()
  })

  it('rejects services that are not in the compose file', () => {
    expect(() => rig.services.start(['no-such-service'])).toThrow('service-unknown')
  })

  it('starts a profile only when it is chosen', async () => {
    await rig.connected()
    expect(rig.services.feed.value.services.some(({ service }) => service.id === 'extra')).toBe(false)
    expect(rig.services.feed.value.profiles).toEqual([
      { name: 'more', services: ['extra'], memoryLimitBytes: 0, scheduler: true, chosen: false },
    ])
    rig.services.start(null)
    await rig.healthy(...ALL)
    expect(rig.engine.container('extra')).toBeNull()
  })

  it('recreates a container when its block has changed', async () => {
    rig.services.start(['log'])
    await rig.healthy('log')
    const before = rig.engine.container('log')?.id
    await rig.services.usePort('LOG_PORT', 19_092)
    await rig.until(() => rig.engine.container('log')?.id !== before && rig.state('log').state === 'healthy')
    expect(rig.engine.journal).toEqual(['create log', 'start log', 'stop log', 'remove log', 'create log', 'start log'])
    expect(rig.services.feed.value.services[0]?.service.ports[0]?.host).toBe(19_092)
  })

  it('refuses a port that another service uses', async () => {
    await expect(rig.services.usePort('LOG_PORT', 8123)).rejects.toMatchObject({
      fault: { code: 'service-port-taken', service: 'Log', by: 'Store' },
    })
    await expect(rig.services.usePort('NO_PORT', 8123)).rejects.toMatchObject({ fault: { code: 'compose-invalid' } })
  })
})

describe('images', () => {
  it('are pulled or built when they are missing, all at once, with progress', async () => {
    await rig.stop()
    rig = createRig({ images: ['registry:1', 'store:1'] }).run()
    rig.services.start(null)
    const pulling = await rig.until(({ pulling }) => (pulling?.done ?? 0) > 0)
    expect(pulling.pulling).toMatchObject({ done: 50, total: 100, bytesPerSecond: 50, secondsLeft: 1 })
    expect(rig.state('log')).toMatchObject({ state: 'pulling', progress: { image: 'log:1' } })
    await rig.untilState('store', 'healthy')
    await rig.healthy(...ALL)
    const obtained = rig.engine.journal.filter((line) => /^(pull|build)/.test(line))
    expect(obtained.sort()).toEqual(['build connect:1', 'pull log:1'])
    expect(rig.services.feed.value.pulling).toBeNull()
  })

  it('that cannot be pulled are a fault of the service, until the user asks again', async () => {
    await rig.stop()
    rig = createRig({ images: [] }).run()
    rig.engine.failNext('pull', { code: 'image-missing', image: 'log:1', reason: 'manifest unknown' })
    rig.services.start(['log'])
    await rig.untilState('log', 'failed')
    expect(rig.state('log')).toMatchObject({ fault: { code: 'image-missing', image: 'log:1' } })
    await rig.pass(60_000)
    expect(rig.engine.journal).toEqual(['pull log:1'])
    rig.services.start(['log'])
    await rig.healthy('log')
  })

  it('are not pulled any further after a cancel, and no service waits for them', async () => {
    await rig.stop()
    rig = createRig({ images: ['registry:1'] }).run()
    rig.services.start(['registry'])
    await rig.untilState('log', 'pulling')
    rig.services.cancelPull('log')
    await rig.until(({ pulling }) => pulling === null)
    expect([rig.state('log'), rig.state('registry')]).toEqual([{ state: 'missing' }, { state: 'missing' }])
    await rig.pass(10_000)
    expect(rig.engine.journal).toEqual(['pull log:1'])
  })
})
