import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ALL, createRig } from './testing/rig'

let rig: ReturnType<typeof createRig>

beforeEach(() => {
  rig = createRig().run()
})
afterEach(() => rig.stop())

describe('the engine', () => {
  it('may go away and come back: every service continues', async () => {
    rig.services.start(null)
    await rig.healthy(...ALL)
    rig.engine.setAway(true)
    const { engine } = await rig.until(({ engine: { state } }) => state === 'away')
    expect(engine).toMatchObject({ fault: { code: 'engine-gone' } })
    rig.engine.kill('log')
    rig.services.stop(['connect'])
    await rig.pass(60_000)
    rig.engine.setAway(false)
    await rig.healthy('log', 'registry', 'store')
    await rig.untilState('connect', 'stopped')
    expect(rig.wanted('log')).toBe(true)
  })

  it("that shuts down stops its containers; this is not a user's stop", async () => {
    rig.services.start(null)
    await rig.healthy(...ALL)
    for (const id of ALL) rig.engine.stopFromOutside(id)
    rig.engine.setAway(true)
    await rig.until(({ engine: { state } }) => state === 'away')
    rig.engine.setAway(false)
    await rig.healthy(...ALL)
  })

  it('that is missing is waited for, and requests made meanwhile are carried out', async () => {
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
    await rig.healthy('log')
  })
})

describe('a new process', () => {
  it('leaves running services unchanged until the user asks for them', async () => {
    rig.services.start(['log'])
    await rig.healthy('log')
    await rig.stop()
    const { engine, clock } = rig
    rig = createRig({ engine, clock, choices: { variables: { LOG_PORT: '19092' } } }).run()
    await rig.healthy('log')
    await rig.pass(120_000)
    expect(rig.engine.journal).toEqual(['create log', 'start log'])
    rig.engine.kill('log')
    await rig.untilState('log', 'restarting')
    await rig.healthy('log')
    expect(rig.engine.journal).toEqual(['create log', 'start log', 'start log'])
    rig.services.restart('log')
    await rig.until(() => rig.engine.journal.length === 7 && rig.state('log').state === 'healthy')
    expect(rig.engine.journal.slice(3)).toEqual(['stop log', 'remove log', 'create log', 'start log'])
  })

  it('finds running services, keeps them wanted, and starts nothing twice', async () => {
    rig.services.start(['registry'])
    await rig.healthy('registry')
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

  it('next to another Millrace starts nothing twice either', async () => {
    const stop = new AbortController()
    const other = rig.open()
    const ended = other.run(stop.signal)
    rig.services.start(null)
    other.start(null)
    await Promise.all([rig.healthy(...ALL), other.whenHealthy(ALL, stop.signal)])
    expect(rig.engine.journal.filter((line) => line.startsWith('create'))).toHaveLength(4)
    other.stop(['connect'])
    await rig.untilState('connect', 'stopped')
    await rig.pass(60_000)
    expect(rig.engine.container('connect')?.state).toBe('exited')
    stop.abort()
    await ended
  })
})
