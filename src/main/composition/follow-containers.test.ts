import { request } from 'node:http'
import { createServer } from 'node:net'
import type { ApiContext } from '@main/api/context'
import type { Containers, HostDoor, ObservedContainer } from '@main/ports/containers'
import { plainSpec } from '@main/ports/fakes/plain-spec'
import { createVirtualClock, type VirtualClock } from '@main/ports/fakes/virtual-clock'
import type { Stack } from '@main/services/compose-file'
import { createFeed } from '@main/signals/feed'
import { Fault, FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { ServiceId } from '@shared/model/service'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ContainerDoorKeeper, followContainers } from './follow-containers'

let clock: VirtualClock
let observed: ReturnType<typeof createFeed<readonly ObservedContainer[]>>
let place: HostDoor | null
let engineFault: FaultError | null
let port: number
let stack: ReturnType<typeof createFeed<Stack>>
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

/** As a container gets it that calls this machine by this name. */
const answersTo = (name: string) =>
  new Promise<number | 'closed'>((resolve) => {
    const sent = request({ host: '127.0.0.1', port, path: '/windows/due', headers: { host: `${name}:${port}` } })
    sent.on('response', (answer) => resolve(answer.resume().statusCode ?? 0)).on('error', () => resolve('closed'))
    sent.end()
  })

beforeEach(async () => {
  clock = createVirtualClock()
  observed = createFeed<readonly ObservedContainer[]>([])
  place = { address: '127.0.0.1', from: null }
  engineFault = null
  port = await freePort()
  end = new AbortController()
  const specs = [
    plainSpec('worker', 'worker:1', { hostNames: ['host.docker.internal'] }),
    plainSpec('other-worker', 'worker:1', { hostNames: ['millrace.internal'] }),
    plainSpec('queue', 'queue:1'),
  ]
  stack = createFeed<Stack>({
    services: [],
    specs: new Map(specs.map((spec) => [spec.service, spec])),
    builds: new Map(),
    values: { MILLRACE_PORT: String(port), MILLRACE_TOKEN: 'secret' },
  })
  const containers: Partial<Containers> = {
    hostDoor: async () => {
      if (engineFault) throw engineFault
      return place
    },
  }
  keeper = followContainers({
    services: { containers: containers as Containers, observed, stack },
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
  const fault = { code: 'containers-cut-off', address, port: String(port), reason: 'another program uses it' }
  await expect.poll(() => keeper.trouble.value).toEqual(fault)
  await new Promise((resolve) => other.close(resolve))
  await expect.poll(answers).toBe(401)
  expect(keeper.trouble.value).toBeNull()
})

it('is open under every name by which a container calls this machine', async () => {
  observed.publish([up('worker')])
  await expect.poll(answers).toBe(401)
  expect(await answersTo('millrace.internal')).toBe(421)
  observed.publish([up('worker'), up('other-worker')])
  await expect.poll(() => answersTo('millrace.internal')).toBe(401)
  expect(await answersTo('host.docker.internal')).toBe(401)
})

it.each(['0', '65536', 'http', '80.5'])('says that %s is no port, until it is', async (written) => {
  const { values, ...rest } = stack.value
  stack.publish({ ...rest, values: { ...values, MILLRACE_PORT: written } })
  observed.publish([up('worker')])
  await expect.poll(() => keeper.trouble.value).toMatchObject({ code: 'containers-cut-off', port: written })
  expect(Fault.parse(keeper.trouble.value)).toEqual(keeper.trouble.value)
  stack.publish({ ...rest, values })
  await expect.poll(answers).toBe(401)
  expect(keeper.trouble.value).toBeNull()
})

it('says that the engine does not answer, and tries again', async () => {
  engineFault = new FaultError({ code: 'engine-gone', socket: 'unix:///fake.sock', reason: 'it is not running' })
  observed.publish([up('worker')])
  await expect.poll(() => keeper.trouble.value).not.toBeNull()
  const message = keeper.trouble.value ? faultMessage(keeper.trouble.value) : ''
  expect(message).toContain('Containers cannot reach Millrace on port')
  engineFault = null
  await expect.poll(answers).toBe(401)
})

it('closes when it ends', async () => {
  observed.publish([up('worker')])
  await expect.poll(answers).toBe(401)
  end.abort()
  await running
  expect(await answers()).toBe('closed')
})
