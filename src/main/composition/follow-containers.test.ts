import { createServer } from 'node:net'
import type { ApiContext } from '@main/api/context'
import type { Containers, HostDoor, ObservedContainer } from '@main/ports/containers'
import { plainSpec } from '@main/ports/fakes/plain-spec'
import { createVirtualClock, type VirtualClock } from '@main/ports/fakes/virtual-clock'
import type { Stack } from '@main/services/compose-file'
import { createFeed } from '@main/signals/feed'
import type { ServiceId } from '@shared/model/service'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ContainerDoorKeeper, followContainers } from './follow-containers'

let clock: VirtualClock
let observed: ReturnType<typeof createFeed<readonly ObservedContainer[]>>
let place: HostDoor | null
let port: number
let end: AbortController
let keeper: ContainerDoorKeeper
let running: Promise<void>

const up = (service: ServiceId, id = `${service}-1`, state = 'running') =>
  ({ service, id, state }) as Partial<ObservedContainer> as ObservedContainer

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

const answers = () =>
  fetch(`http://127.0.0.1:${port}/windows/due`, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status,
    () => 'closed' as const,
  )

beforeEach(async () => {
  clock = createVirtualClock()
  observed = createFeed<readonly ObservedContainer[]>([])
  place = { address: '127.0.0.1', from: null }
  port = await freePort()
  end = new AbortController()
  const specs = [
    plainSpec('worker', 'worker:1', { hostNames: ['host.docker.internal'] }),
    plainSpec('queue', 'queue:1'),
  ]
  const stack: Stack = {
    services: [],
    specs: new Map(specs.map((spec) => [spec.service, spec])),
    builds: new Map(),
    values: { MILLRACE_PORT: String(port), MILLRACE_TOKEN: 'secret' },
  }
  const containers: Partial<Containers> = { hostDoor: async () => place }
  keeper = followContainers({
    services: { containers: containers as Containers, observed, stack: createFeed(stack) },
    contexts: createFeed<ApiContext | null>(null),
    clock,
    log: () => undefined,
  })
  running = keeper.run(end.signal)
})
afterEach(async () => {
  end.abort()
  await running
})

it('is open only while a container runs that calls this machine', async () => {
  expect(await answers()).toBe('closed')
  observed.publish([up('queue')])
  observed.publish([up('queue'), up('worker', 'worker-1', 'exited')])
  expect(await answers()).toBe('closed')
  observed.publish([up('queue'), up('worker')])
  await expect.poll(answers).toBe(401)
  observed.publish([up('queue')])
  await expect.poll(answers).toBe('closed')
})

it('follows a container that was made again', async () => {
  observed.publish([up('worker')])
  await expect.poll(answers).toBe(401)
  place = null
  observed.publish([up('worker', 'worker-2')])
  await expect.poll(answers).toBe('closed')
  place = { address: '127.0.0.1', from: null }
  observed.publish([up('worker', 'worker-3')])
  await expect.poll(answers).toBe(401)
})

it('says why it is closed, and tries again', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
  observed.publish([up('worker')])
  const address = '127.0.0.1'
  const fault = { code: 'containers-cut-off', address, port, reason: 'another program uses it' }
  await expect.poll(() => keeper.trouble.value).toEqual(fault)
  await new Promise((resolve) => other.close(resolve))
  await expect.poll(answers).toBe(401)
  expect(keeper.trouble.value).toBeNull()
})

it('closes when it ends', async () => {
  observed.publish([up('worker')])
  await expect.poll(answers).toBe(401)
  end.abort()
  await running
  expect(await answers()).toBe('closed')
})
