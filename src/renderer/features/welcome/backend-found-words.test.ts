import { expect, it } from 'vitest'
import { dockerFound, embeddedFound } from './backend-found-words'

it('names the container engine, or what to start', () => {
  const engine = {
    state: 'connected',
    name: 'Docker',
    version: '28.1',
    socket: '/s',
    cpus: 8,
    memoryBytes: 16 * 1024 ** 3,
  } as const
  expect(dockerFound(engine)).toBe('Found: Docker 28.1, 8 CPUs, 16 GB of memory.')
  expect(dockerFound({ state: 'away', fault: { code: 'disk-full', dir: '/' }, since: 0 })).toContain('Start Docker')
  expect(dockerFound(null)).toContain('Looking')
})

it('says that the embedded backend runs, or why it cannot', () => {
  expect(embeddedFound({ state: 'running' })).toContain('Running')
  expect(embeddedFound({ state: 'waiting', for: 'log' })).toContain('Starting')
  expect(embeddedFound({ state: 'retrying', fault: { code: 'disk-full', dir: '/data' }, at: 0 })).toContain('/data')
  expect(embeddedFound(null)).toBeNull()
})
