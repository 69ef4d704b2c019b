import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRig } from './testing/rig'

type Rig = ReturnType<typeof createRig>
let rig: Rig

const healthy = (...ids: string[]) => Promise.all(ids.map((id) => rig.untilState(id, 'healthy')))
const all = ['log', 'registry', 'store', 'connect']

beforeEach(() => {
  rig = createRig().run()
})
afterEach(() => rig.stop())

describe('starting', () => {
  it('goes by what depends on what, and says who waits for whom', async () => {
    rig.engine.behave('log', { healthyAfter: 5_000 })
    rig.services.start(null)
    await rig.untilState('log', 'starting')
    expect(rig.state('registry')).toEqual({ state: 'waiting', for: 'log', condition: 'service_healthy' })
    await healthy(...all)
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

  it('brings up what one service depends on, and nothing else', async () => {
    rig.services.start(['registry'])
    await healthy('registry', 'log')
    expect(rig.state('store')).toEqual({ state: 'missing' })
    expect(rig.engine.container('connect')).toBeNull()
  })

  it('knows only services of the compose file', () => {
    expect(() => rig.services.start(['somebody-else'])).toThrow('service-unknown')
  })

  it('brings up a profile only when it is chosen', async () => {
    await rig.connected()
    expect(rig.services.feed.value.services.some(({ service }) => service.id === 'extra')).toBe(false)
    expect(rig.services.feed.value.profiles).toEqual([{ name: 'more', services: ['extra'], chosen: false }])
    rig.services.start(null)
    await healthy(...all)
    expect(rig.engine.container('extra')).toBeNull()
  })

  it('makes a container anew when its block says something else now', async () => {
    rig.services.start(['log'])
    await healthy('log')
    const before = rig.engine.container('log')?.id
    await rig.services.usePort('LOG_PORT', 19_092)
    await rig.until(() => rig.engine.container('log')?.id !== before && rig.state('log').state === 'healthy')
    expect(rig.engine.journal).toEqual(['create log', 'start log', 'stop log', 'remove log', 'create log', 'start log'])
    expect(rig.services.feed.value.services[0]?.service.ports[0]?.host).toBe(19_092)
  })

  it('refuses a port that another service wants', async () => {
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
    await healthy(...all)
    const obtained = rig.engine.journal.filter((line) => /^(pull|build)/.test(line))
    expect(obtained.sort()).toEqual(['build connect:1', 'pull log:1'])
    expect(rig.services.feed.value.pulling).toBeNull()
  })

  it('that cannot be had are a fault of the service, until it is asked for again', async () => {
    await rig.stop()
    rig = createRig({ images: [] }).run()
    rig.engine.failNext('pull', { code: 'image-missing', image: 'log:1', reason: 'manifest unknown' })
    rig.services.start(['log'])
    await rig.untilState('log', 'failed')
    expect(rig.state('log')).toMatchObject({ fault: { code: 'image-missing', image: 'log:1' } })
    await rig.pass(60_000)
    expect(rig.engine.journal).toEqual(['pull log:1'])
    rig.services.start(['log'])
    await healthy('log')
  })

  it('are not pulled on when that is cancelled, and nothing waits for them', async () => {
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

describe('stopping', () => {
  beforeEach(async () => {
    rig.services.start(null)
    await healthy(...all)
    rig.engine.journal.length = 0
  })

  it('goes the other way round', async () => {
    rig.services.stop(null)
    expect(rig.state('log')).toEqual({ state: 'stopping' })
    await Promise.all(all.map((id) => rig.untilState(id, 'stopped')))
    expect(rig.engine.journal[0]).toBe('stop connect')
    expect(rig.engine.journal.slice(1, 3).sort()).toEqual(['stop registry', 'stop store'])
    expect(rig.engine.journal[3]).toBe('stop log')
    expect(rig.wanted('log')).toBe(false)
  })

  it('one service leaves the others as they are', async () => {
    rig.services.stop(['log'])
    await rig.untilState('log', 'stopped')
    await rig.pass(120_000)
    expect(rig.engine.journal).toEqual(['stop log'])
    expect(rig.state('registry').state).toBe('healthy')
  })

  it('restarts one, and its being stopped meanwhile is no wish', async () => {
    rig.services.restart('log')
    await rig.untilState('log', 'stopping')
    await rig.untilState('log', 'healthy')
    expect(rig.engine.journal).toEqual(['stop log', 'start log'])
    expect(rig.wanted('log')).toBe(true)
  })

  it('removes containers, and data only when that is asked for', async () => {
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

describe('what others do', () => {
  beforeEach(async () => {
    rig.services.start(null)
    await healthy(...all)
    rig.engine.journal.length = 0
  })

  it('a stop from outside is a wish, and stays one', async () => {
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

  it('a stop from outside is a wish also when the word of it comes late', async () => {
    const look = rig.engine.holdLook()
    rig.engine.kill('store', 0)
    await look.begun
    await rig.pass(30_000)
    rig.engine.sayStopped('store')
    await rig.pass(10)
    look.letGo()
    await rig.pass(60_000)
    expect(rig.engine.journal).toEqual([])
    expect(rig.wanted('store')).toBe(false)
    // Later than it is waited for: it is stopped again.
    rig.engine.startFromOutside('store')
    await rig.until(() => rig.wanted('store') === true)
    rig.engine.kill('store', 0)
    await rig.until(() => rig.engine.journal.includes('start store'))
    rig.engine.sayStopped('store')
    await rig.untilState('store', 'stopped')
    expect(rig.engine.journal).toEqual(['start store', 'stop store'])
  })

  it('a removal from outside is a wish', async () => {
    rig.engine.removeFromOutside('store')
    await rig.untilState('store', 'missing')
    await rig.pass(120_000)
    expect(rig.engine.journal).toEqual([])
  })

  it('a restart from outside changes nothing', async () => {
    rig.engine.stopFromOutside('store')
    rig.engine.startFromOutside('store')
    await rig.pass(120_000)
    expect(rig.state('store').state).toBe('healthy')
    expect(rig.wanted('store')).toBe(true)
    expect(rig.engine.journal).toEqual([])
  })

  it('a death is none: what is killed comes back', async () => {
    rig.engine.kill('log')
    await rig.untilState('log', 'restarting')
    expect(rig.state('log')).toEqual({ state: 'restarting', count: 1, exitCode: 137, outOfMemory: false })
    await rig.untilState('log', 'healthy')
    expect(rig.engine.journal).toEqual(['start log'])
    expect(rig.services.feed.value.services[0]).toMatchObject({ wanted: true, restarts: 1 })
  })
})

describe('trouble', () => {
  it('gives up what dies at once again and again, and says why', async () => {
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
    await healthy('log', 'registry')
  })

  it('does not take for well what dies at once and has no health check', async () => {
    rig.engine.behave('extra', { diesAfter: 300, exitCode: 3 })
    rig.services.start(['extra'])
    await expect(rig.services.whenHealthy(['extra'], new AbortController().signal)).rejects.toMatchObject({
      fault: { code: 'service-away', reason: 'it ended with code 3' },
    })
    rig.engine.behave('extra', {})
    const from = rig.clock.now()
    rig.services.start(['extra'])
    await rig.services.whenHealthy(['extra'], new AbortController().signal)
    expect(rig.clock.now() - from).toBeGreaterThanOrEqual(2_000)
    const then = rig.clock.now()
    await rig.services.whenHealthy(['extra'], new AbortController().signal)
    expect(rig.clock.now()).toBe(then)
  })

  it('says when it was for memory', async () => {
    rig.engine.behave('log', { diesAfter: 100, exitCode: 137, outOfMemory: true })
    rig.services.start(['log'])
    await rig.untilState('log', 'failed')
    expect(rig.state('log')).toMatchObject({ fault: { outOfMemory: true, limitBytes: 512 * 1024 * 1024 } })
  })

  it('does not give up what dies now and then', async () => {
    rig.engine.behave('log', { diesAfter: 60_000 })
    rig.services.start(['log'])
    await rig.pass(3_600_000)
    expect(rig.state('log').state).not.toBe('failed')
    expect(rig.services.feed.value.services[0]?.restarts).toBeGreaterThan(50)
  })

  it('does not blame a service for the death of what it depends on', async () => {
    rig.services.start(['registry'])
    await healthy('registry')
    rig.engine.behave('log', { healthyAfter: 300_000 })
    rig.engine.kill('log')
    for (let i = 0; i < 10; i++) {
      rig.engine.kill('registry')
      await rig.pass(10_000)
    }
    expect(rig.state('registry')).toMatchObject({ state: 'waiting', for: 'log' })
    await healthy('log', 'registry')
  })

  it('shows what the probe said of an unhealthy service, and goes on when it is well again', async () => {
    rig.engine.behave('log', { healthyAfter: null, unhealthyAfter: 1_000 })
    rig.services.start(['registry'])
    await rig.untilState('log', 'unhealthy')
    expect(rig.state('log')).toMatchObject({ output: 'the probe failed' })
    expect(rig.state('registry').state).toBe('waiting')
    await expect(rig.services.whenHealthy(['registry'], new AbortController().signal)).rejects.toMatchObject({
      fault: { code: 'service-unhealthy', service: 'Log' },
    })
  })

  it('names who holds a port, offers another, and goes on by itself once it is free', async () => {
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
    await healthy('log')
  })

  it('goes on at once with another port when that is asked for', async () => {
    rig.engine.taken.add(9092)
    rig.services.start(['log'])
    await rig.untilState('log', 'failed')
    const before = rig.clock.now()
    await rig.services.usePort('LOG_PORT', 19_092)
    await healthy('log')
    expect(rig.clock.now() - before).toBeLessThan(2_000)
    expect(rig.services.feed.value.services[0]?.service.ports[0]?.host).toBe(19_092)
  })
})

describe('the engine', () => {
  it('may go away and come back: everything goes on', async () => {
    rig.services.start(null)
    await healthy(...all)
    rig.engine.setAway(true)
    const { engine } = await rig.until(({ engine: { state } }) => state === 'away')
    expect(engine).toMatchObject({ fault: { code: 'engine-gone' } })
    rig.engine.kill('log')
    rig.services.stop(['connect'])
    await rig.pass(60_000)
    rig.engine.setAway(false)
    await healthy('log', 'registry', 'store')
    await rig.untilState('connect', 'stopped')
    expect(rig.wanted('log')).toBe(true)
  })

  it('that shuts down stops its containers, which nobody wished', async () => {
    rig.services.start(null)
    await healthy(...all)
    for (const id of all) rig.engine.stopFromOutside(id)
    rig.engine.setAway(true)
    await rig.until(({ engine: { state } }) => state === 'away')
    rig.engine.setAway(false)
    await healthy(...all)
  })

  it('that is not there is waited for, and what was asked for meanwhile is done', async () => {
    await rig.stop()
    rig = createRig()
    rig.engine.setAway(true)
    rig.run()
    await rig.until(({ engine: { state } }) => state === 'away')
    rig.services.start(['log'])
    await expect(rig.services.whenHealthy(['log'], new AbortController().signal)).rejects.toMatchObject({
      fault: { code: 'engine-gone' },
    })
    rig.engine.setAway(false)
    await healthy('log')
  })
})

describe('a new process', () => {
  it('leaves what runs as it was made, until somebody asks for it', async () => {
    rig.services.start(['log'])
    await healthy('log')
    await rig.stop()
    const { engine, clock } = rig
    rig = createRig({ engine, clock, choices: { variables: { LOG_PORT: '19092' } } }).run()
    await healthy('log')
    await rig.pass(120_000)
    expect(rig.engine.journal).toEqual(['create log', 'start log'])
    rig.engine.kill('log')
    await rig.untilState('log', 'restarting')
    await healthy('log')
    expect(rig.engine.journal).toEqual(['create log', 'start log', 'start log'])
    rig.services.restart('log')
    await rig.until(() => rig.engine.journal.length === 7 && rig.state('log').state === 'healthy')
    expect(rig.engine.journal.slice(3)).toEqual(['stop log', 'remove log', 'create log', 'start log'])
  })

  it('finds what runs, wants it, and starts nothing twice', async () => {
    rig.services.start(['registry'])
    await healthy('registry')
    await rig.stop()
    expect(rig.engine.container('log')?.state).toBe('running')
    rig.engine.journal.length = 0
    const stop = new AbortController()
    const next = rig.open()
    const ended = next.run(stop.signal)
    for await (const status of next.feed.follow()) {
      const wanted = status.services.filter((service) => service.wanted).map(({ service }) => service.id)
      if (status.engine.state === 'connected' && wanted.length === 2) break
    }
    await rig.clock.sleep(120_000, stop.signal)
    expect(rig.engine.journal).toEqual([])
    rig.engine.kill('log')
    await next.whenHealthy(['registry', 'log'], stop.signal)
    stop.abort()
    await ended
  })

  it('beside another one starts nothing twice either', async () => {
    const stop = new AbortController()
    const other = rig.open()
    const ended = other.run(stop.signal)
    rig.services.start(null)
    other.start(null)
    await Promise.all([healthy(...all), other.whenHealthy(all, stop.signal)])
    expect(rig.engine.journal.filter((line) => line.startsWith('create'))).toHaveLength(4)
    other.stop(['connect'])
    await rig.untilState('connect', 'stopped')
    await rig.pass(60_000)
    expect(rig.engine.container('connect')?.state).toBe('exited')
    stop.abort()
    await ended
  })
})
