import { fileURLToPath } from 'node:url'
import { createMemoryContainers } from '@main/ports/fakes/memory-containers'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { beforeEach, describe, expect, it } from 'vitest'
import { loadComposeFile, parseComposeFile } from '../compose-file'
import { runPreflight } from './run-preflight'

const COMPOSE = `
name: test
services:
  registry:
    image: registry:1
    x-millrace: { title: Registry }
    ports: ["127.0.0.1:\${REGISTRY_PORT:-8081}:8081"]
    depends_on: [log]
    mem_limit: 1g
  log:
    image: log:1
    build: log
    x-millrace: { title: Log }
    ports: ["127.0.0.1:\${LOG_PORT:-9092}:9092", "127.0.0.1:9093:9093"]
    mem_limit: 3g
`

let engine: ReturnType<typeof createMemoryContainers>
let held: Map<number, string | null>
let memoryBytes: number
let freeBytes: number | null
let address: string
let values: Record<string, string>

beforeEach(() => {
  engine = createMemoryContainers(createVirtualClock())
  engine.images.add('registry:1').add('log:1')
  held = new Map()
  memoryBytes = 8e9
  freeBytes = 50e9
  address = 'unix:///var/run/docker.sock'
  values = {}
})

function run(stack = parseComposeFile('compose.yaml', COMPOSE).resolve(values)) {
  const containers = {
    ...engine,
    engine: async () => ({ ...(await engine.engine()), memoryBytes, socket: address, host: 'here', dataRoot: '/data' }),
  }
  const localPorts = {
    isFree: async (port: number) => !held.has(port),
    holder: async (port: number) => held.get(port) ?? null,
  }
  const machine = { hostname: 'here', freeDisk: async () => freeBytes }
  return runPreflight({ containers, localPorts, machine, stack, chosen: stack.services })
}
const check = async (id: string) => (await run()).checks.find((each) => each.id === id)

/** The compose file of Millrace with every profile. */
async function everything() {
  const compose = await loadComposeFile(fileURLToPath(new URL('../../../../compose', import.meta.url)))
  const required = compose.variables.filter((variable) => variable.required).map(({ name }) => [name, 'x'])
  return compose.resolve(Object.fromEntries(required))
}

describe('the preflight', () => {
  it('finds room for the whole stack with Airflow on 16 GB, and warns on 8 GB', async () => {
    const memory = async (bytes: number) => {
      memoryBytes = bytes
      return (await run(await everything())).checks.find(({ id }) => id === 'memory')
    }
    expect(await memory(16e9)).toMatchObject({ state: 'good', found: '16.0 GB for up to 12.1 GB' })
    expect(await memory(8e9)).toMatchObject({ state: 'warning' })
    expect(await memory(4e9)).toMatchObject({ state: 'bad' })
  })

  it('wants disk space for each missing image once', async () => {
    freeBytes = 2e9 + 8 * 1.5e9
    const { checks, missing } = await run(await everything())
    // Five services run Airflow's image.
    expect(missing).toHaveLength(12)
    expect(checks.find(({ id }) => id === 'disk')).toMatchObject({ state: 'good' })
    freeBytes -= 1
    expect((await run(await everything())).checks.find(({ id }) => id === 'disk')).toMatchObject({ state: 'warning' })
  })

  it('is good when nothing blocks a start, with ports in start order', async () => {
    const preflight = await run()
    expect(preflight).toMatchObject({ ready: true, order: ['log', 'registry'], missing: [] })
    expect(preflight.checks.map(({ state, title, found }) => `${state} ${title}: ${found}`)).toEqual([
      'good Container engine: Docker 1 at unix:///var/run/docker.sock',
      'good Memory: 8.0 GB for up to 4.3 GB',
      'good Disk: 50.0 GB free for images and data',
      'good Images: 2 of 2 are there',
      'good Port 9092: free for Log',
      'good Port 9093: free for Log',
      'good Port 8081: free for Registry',
    ])
  })

  it('reports a missing engine, and still checks the ports', async () => {
    engine.setAway(true)
    held.set(8081, 'java (pid 812)')
    const preflight = await run()
    expect(preflight.ready).toBe(false)
    expect(preflight.checks[0]).toMatchObject({ id: 'engine', state: 'bad', found: 'not answering' })
    expect(preflight.checks[0]?.advice).toContain('Start it')
    expect(preflight.checks.at(-1)).toMatchObject({ state: 'bad', found: 'used by java (pid 812)' })
  })

  it("says that a remote engine's ports are out of reach", async () => {
    address = 'tcp://10.0.0.5:2375'
    expect(await check('reach')).toMatchObject({ state: 'bad', advice: expect.stringContaining('DOCKER_HOST') })
    address = 'tcp://127.0.0.1:2375'
    expect(await check('reach')).toBeUndefined()
  })

  it.each([
    [5e9, 'good'],
    [4e9, 'warning'],
    [2e9, 'bad'],
  ])('says whether %d bytes of memory are enough', async (bytes, state) => {
    memoryBytes = bytes
    expect(await check('memory')).toMatchObject({ state })
  })

  it('says whether there is enough disk space, and when that is unknown', async () => {
    freeBytes = 3e9
    expect(await check('disk')).toMatchObject({ state: 'good' })
    engine.images.clear()
    expect(await check('disk')).toMatchObject({ state: 'warning', advice: expect.stringContaining('5.0 GB') })
    freeBytes = 1e9
    expect(await check('disk')).toMatchObject({ state: 'bad' })
    freeBytes = null
    expect(await check('disk')).toMatchObject({ state: 'good', found: expect.stringContaining('not known') })
  })

  it('names the images to pull or build', async () => {
    engine.images.clear()
    const preflight = await run()
    expect(preflight.missing).toEqual([
      { service: 'log', image: 'log:1', built: true },
      { service: 'registry', image: 'registry:1', built: false },
    ])
    expect(await check('images')).toMatchObject({ state: 'good', found: '0 of 2 are there, 1 to pull, 1 to build' })
  })
})

describe('a taken port', () => {
  it('is named with its owner, and the preflight offers a free port that no service uses', async () => {
    held.set(9092, 'java (pid 812)').set(9094, null)
    expect(await check('port-log-9092')).toEqual({
      id: 'port-log-9092',
      title: 'Port 9092',
      service: 'log',
      state: 'bad',
      found: 'used by java (pid 812)',
      advice: expect.stringContaining('Stop it, or use port 9095 instead (LOG_PORT)'),
      fix: { fix: 'use-port', service: 'log', variable: 'LOG_PORT', port: 9095 },
    })
  })

  it('is offered to only one service', async () => {
    values = { REGISTRY_PORT: '9090' }
    held.set(9090, null).set(9092, null)
    const fixes = (await run()).checks.flatMap(({ fix }) => (fix ? [fix.port] : []))
    expect(fixes).toEqual([9094, 9091])
  })

  it('cannot be changed when the file has no variable for it', async () => {
    held.set(9093, null)
    expect(await check('port-log-9093')).toMatchObject({ state: 'bad', found: 'used by another program', fix: null })
  })

  it('belongs to the service if its own container runs there, but not a port that it moves to', async () => {
    const { specs } = parseComposeFile('compose.yaml', COMPOSE).resolve({})
    const spec = specs.get('log')
    if (!spec) throw new Error('no spec')
    await engine.start(await engine.create(spec), spec)
    held.set(9092, 'docker-proxy (pid 5)').set(9093, 'docker-proxy (pid 6)')
    expect((await run()).ready).toBe(true)
    values = { LOG_PORT: '9100' }
    held.set(9100, 'java (pid 812)')
    expect(await check('port-log-9092')).toMatchObject({ state: 'bad', found: 'used by java (pid 812)' })
  })

  it('belongs to another service when both use the same port', async () => {
    values = { REGISTRY_PORT: '9092' }
    expect(await check('port-registry-8081')).toMatchObject({ state: 'bad', found: 'used by Log' })
  })
})
