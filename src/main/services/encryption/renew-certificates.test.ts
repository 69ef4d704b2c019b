import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { createFeed } from '@main/signals/feed'
import { DAY_MS } from '@shared/lib/time'
import { FaultError } from '@shared/model/fault'
import type { EngineStatus, ServicesStatus } from '@shared/model/service'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renewCertificates } from './renew-certificates'

const AWAY: EngineStatus = { state: 'looking' }
const CONNECTED: EngineStatus = {
  state: 'connected',
  name: 'Docker',
  version: '1',
  socket: '',
  cpus: 2,
  memoryBytes: 1,
}
const status = (engine: EngineStatus): ServicesStatus => ({
  engine,
  project: 'test',
  services: [],
  profiles: [],
  pulling: null,
})

let clock: ReturnType<typeof createVirtualClock>
let feed: ReturnType<typeof createFeed<ServicesStatus>>
let end: AbortController
let ended: Promise<void>
let asked: number
let renewed: number
let lines: string[]
let isOn: boolean
let answer: () => Promise<boolean>
const pass = (ms: number) => clock.sleep(ms, end.signal)

beforeEach(() => {
  clock = createVirtualClock()
  feed = createFeed(status(CONNECTED))
  end = new AbortController()
  asked = 0
  renewed = 0
  lines = []
  isOn = true
  answer = async () => true
  const prepare = () => {
    asked++
    return answer()
  }
  const options = { feed, clock, isOn: () => isOn, log: (line: string) => void lines.push(line) }
  ended = renewCertificates({ ...options, encryption: { prepare }, renewed: () => void renewed++ }, end.signal)
})
afterEach(async () => {
  end.abort()
  await ended
})

describe('certificates', () => {
  it('are looked at every day', async () => {
    await pass(3 * DAY_MS + 120_000)
    expect({ asked, renewed }).toEqual({ asked: 4, renewed: 4 })
  })

  it('that are good stay as they are', async () => {
    answer = async () => false
    await pass(2 * DAY_MS)
    expect({ renewed, lines }).toEqual({ renewed: 0, lines: [] })
  })

  it('are not looked at while encryption is off', async () => {
    isOn = false
    await pass(2 * DAY_MS)
    expect(asked).toBe(0)
    isOn = true
    await pass(DAY_MS)
    expect(asked).toBe(1)
  })

  it('wait for the engine, so that a container with the old certificate is known', async () => {
    feed.publish(status(AWAY))
    await pass(DAY_MS)
    expect(asked).toBe(0)
    feed.publish(status(CONNECTED))
    await pass(1)
    expect(asked).toBe(1)
  })

  it('that cannot be renewed say which file cannot be opened', async () => {
    answer = () => Promise.reject(new FaultError({ code: 'secrets-closed', file: '/data/secrets.json', reason: 'why' }))
    await pass(DAY_MS / 2)
    expect(lines).toEqual([expect.stringContaining('The secrets in /data/secrets.json cannot be opened: why.')])
  })

  it('that cannot be renewed are tried again the next day', async () => {
    answer = () => Promise.reject(new Error('the store is locked'))
    await pass(DAY_MS / 2)
    expect(lines).toEqual(['the certificates could not be renewed: the store is locked'])
    answer = async () => true
    await pass(DAY_MS)
    expect(renewed).toBe(1)
  })
})
