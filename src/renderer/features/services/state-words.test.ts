import type { Service, ServiceState } from '@shared/model/service'
import { describe, expect, it } from 'vitest'
import { pullWords, stateWords } from './state-words'

const service: Service = {
  id: 'redis',
  title: 'Redis',
  about: 'A queue.',
  role: 'extra',
  icon: null,
  image: 'redis:7.4',
  built: false,
  ports: [],
  links: [],
  dependsOn: [],
  profiles: [],
  memoryLimitBytes: null,
  memoryVariable: null,
  volumes: [],
  encryption: null,
}
const NOW = 10_000_000
const wordsOf = (state: ServiceState, wanted = true) =>
  stateWords({ service, wanted, state }, (id) => (id === 'clickhouse' ? 'ClickHouse' : id), NOW)

describe('the words of a service row', () => {
  it('give every state its reason', () => {
    const states: [ServiceState, string, string][] = [
      [{ state: 'healthy', since: NOW - 8_040_000 }, 'healthy', 'up 2 h 14 min'],
      [
        { state: 'waiting', for: 'clickhouse', condition: 'service_healthy' },
        'waiting',
        'waiting for ClickHouse to be healthy',
      ],
      [{ state: 'restarting', count: 3, exitCode: 1, outOfMemory: false }, 'restarting', '3rd time, exit code 1'],
      [
        { state: 'restarting', count: 1, exitCode: 137, outOfMemory: true },
        'restarting',
        '1st time, killed for using more than its memory',
      ],
      [
        { state: 'unhealthy', since: 0, output: 'connection refused' },
        'unhealthy',
        'Redis is running but fails its health check. Look at its log, or restart it. Output of the check: connection refused',
      ],
      [{ state: 'stopped', exitCode: 3, at: NOW }, 'queued', 'exit code 3'],
    ]
    for (const [state, word, reason] of states) expect(wordsOf(state)).toMatchObject({ word, reason })
  })

  it('describe the purpose of a service that is not wanted', () => {
    expect(wordsOf({ state: 'missing' }, false)).toEqual({ word: 'not started', tone: 'outline', reason: 'A queue.' })
    expect(wordsOf({ state: 'stopped', exitCode: 143, at: NOW }, false).reason).toBe('A queue.')
  })

  it('leave out the next step when a button offers it', () => {
    const fault = {
      code: 'service-port-taken',
      service: 'Redis',
      port: 6379,
      by: 'redis-server (pid 812)',
      variable: 'REDIS_PORT',
      free: 6380,
    } as const
    expect(wordsOf({ state: 'failed', fault })).toMatchObject({
      word: 'port taken',
      reason: 'Port 6379 is used by redis-server (pid 812)',
    })
    expect(wordsOf({ state: 'failed', fault: { ...fault, free: null } }).reason).toContain('Stop it')
  })
})

describe('the progress of a pull', () => {
  it('contains bytes, speed and time', () => {
    const progress = { done: 118e6, total: 190e6, bytesPerSecond: 14e6, secondsLeft: 5.1 }
    expect(pullWords(progress)).toBe('118 of 190 MB · 14.0 MB/s · 6 s left')
    expect(pullWords({ ...progress, attempt: 1 })).toContain('2nd attempt, the connection was lost')
  })

  it('contains no unknown figures', () => {
    expect(pullWords({ done: 0, total: 0, bytesPerSecond: 0, secondsLeft: null })).toBe('reading the size')
  })
})
