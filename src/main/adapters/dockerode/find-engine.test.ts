import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { faultCode } from '@main/ports/contracts/fault-code'
import type { FaultError } from '@shared/model/fault'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { engineCandidates, type Surroundings } from './engine-candidates'
import { engineFinder } from './find-engine'

let home: string
const servers: Server[] = []

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'millrace-home-'))
})
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed))))
  rmSync(home, { recursive: true })
})

const around = (more: Partial<Surroundings> = {}): Surroundings => ({
  platform: 'linux',
  env: { XDG_RUNTIME_DIR: '/run/user/1000' },
  home,
  tempDir: '/tmp',
  ...more,
})
const addresses = async (more?: Partial<Surroundings>) =>
  (await engineCandidates(around(more))).map(({ address }) => address)

function keep(path: string, value: unknown): void {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(value))
}

function keepContext(name: string, host: string, current = name): string {
  const id = createHash('sha256').update(name).digest('hex')
  keep('.docker/config.json', { currentContext: current })
  keep(`.docker/contexts/meta/${id}/meta.json`, { Name: name, Endpoints: { docker: { Host: host } } })
  return id
}

/** An engine that answers `status` on a socket in the fake home folder. */
async function engineAt(path: string, status = 200): Promise<string> {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  const server = createServer((_request, response) => response.writeHead(status).end('OK'))
  servers.push(server)
  await new Promise<void>((listening) => server.listen(file, listening))
  return `unix://${file}`
}

describe('addresses where an engine may be', () => {
  it('are those of Docker and compatible tools, in order', async () => {
    expect(await addresses()).toEqual([
      'unix:///var/run/docker.sock',
      `unix://${home}/.docker/run/docker.sock`,
      `unix://${home}/.colima/default/docker.sock`,
      `unix://${home}/.config/colima/default/docker.sock`,
      `unix://${home}/.rd/docker.sock`,
      `unix://${home}/.docker/desktop/docker.sock`,
      'unix:///run/user/1000/docker.sock',
      'unix:///run/user/1000/podman/podman.sock',
      'unix:///run/podman/podman.sock',
    ])
    expect(await addresses({ platform: 'darwin' })).toContain(`unix://${home}/.orbstack/run/docker.sock`)
    expect(await addresses({ platform: 'win32' })).toContain('npipe:////./pipe/docker_engine')
  })

  it('begin with the current context of the docker command', async () => {
    keepContext('colima', `unix://${home}/.colima/default/docker.sock`)
    const [first, ...rest] = await engineCandidates(around())
    expect(first).toMatchObject({ address: `unix://${home}/.colima/default/docker.sock`, refused: null })
    expect(first?.from).toContain('colima')
    expect(rest.map(({ address }) => address)).not.toContain(first?.address)
    expect((await addresses({ env: { DOCKER_CONTEXT: 'default' } }))[0]).toBe('unix:///var/run/docker.sock')
  })

  it('skip a damaged Docker configuration', async () => {
    keepContext('gone', 'unix:///x', 'another')
    expect((await addresses())[0]).toBe('unix:///var/run/docker.sock')
    writeFileSync(join(home, '.docker/config.json'), '{')
    expect((await addresses())[0]).toBe('unix:///var/run/docker.sock')
  })

  it('are only DOCKER_HOST when that is set', async () => {
    keepContext('colima', 'unix:///x')
    expect(await addresses({ env: { DOCKER_HOST: 'tcp://127.0.0.1:2375' } })).toEqual(['tcp://127.0.0.1:2375'])
  })

  it('name what cannot be used', async () => {
    const refused = async (host: string) => (await engineCandidates(around({ env: { DOCKER_HOST: host } })))[0]?.refused
    expect(await refused('ssh://me@there')).toContain('SSH is not supported')
    expect(await refused('nonsense')).toContain('not an address')
    const id = keepContext('far', 'tcp://far:2376')
    mkdirSync(join(home, '.docker/contexts/tls', id, 'docker'), { recursive: true })
    expect((await engineCandidates(around()))[0]?.refused).toContain('TLS keys')
  })
})

describe('the search for an engine', () => {
  const elsewhere = (dir: string) => async (address: string) => {
    if (!address.includes(dir)) throw Object.assign(new Error('nothing there'), { code: 'ENOENT' })
  }

  it('returns the first engine that answers', async () => {
    const asked: string[] = []
    const find = engineFinder({
      around: around(),
      ask: async (address) => {
        asked.push(address)
        await elsewhere('/.rd/')(address)
      },
    })
    expect(await find()).toBe(`unix://${home}/.rd/docker.sock`)
    expect(asked).toHaveLength(5)
  })

  it('keeps the engine that it found', async () => {
    let there = '/.rd/'
    const find = engineFinder({ around: around(), ask: (address) => elsewhere(there)(address) })
    await find()
    there = '/var/run/'
    expect(await faultCode(find())).toBe('engine-missing')
    there = '/.rd/'
    expect(await find()).toContain('/.rd/')
  })

  it('names every address it tried, and why an engine there cannot be used', async () => {
    await engineAt('.rd/docker.sock', 500)
    const lost = around({ env: {} })
    const find = engineFinder({
      around: { ...lost, env: { DOCKER_HOST: `unix://${home}/.rd/docker.sock` } },
    })
    const fault = await find().catch((thrown: FaultError) => thrown.fault)
    expect(fault).toEqual({
      code: 'engine-missing',
      looked: [`DOCKER_HOST: unix://${home}/.rd/docker.sock (something else answers there (HTTP 500))`],
    })
    const none = engineFinder({ around: lost, ask: elsewhere('nowhere') })
    await expect(none()).rejects.toMatchObject({
      fault: { code: 'engine-missing', looked: expect.arrayContaining(['Docker: unix:///var/run/docker.sock']) },
    })
  })

  it('reports that access to a socket was denied, unless another engine answers', async () => {
    const socket = (await engineAt('.docker/run/docker.sock')).slice('unix://'.length)
    const closed = [socket, '/run/podman/podman.sock']
    const deny = async (address: string, other: string) => {
      if (closed.includes(address.slice('unix://'.length))) throw Object.assign(new Error('denied'), { code: 'EACCES' })
      await elsewhere(other)(address)
    }
    const denied = engineFinder({ around: around(), ask: (address) => deny(address, 'nowhere') })
    await expect(denied()).rejects.toMatchObject({
      fault: { code: 'engine-denied', socket: `unix://${socket}` },
    })
    const other = engineFinder({ around: around(), ask: (address) => deny(address, '1000/podman') })
    expect(await other()).toBe('unix:///run/user/1000/podman/podman.sock')
  })

  it('treats a socket in an inaccessible folder as missing', async () => {
    const denied = async () => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }))
    expect(
      await faultCode(
        engineFinder({ around: around({ env: { DOCKER_HOST: 'unix:///closed/docker.sock' } }), ask: denied })(),
      ),
    ).toBe('engine-missing')
  })

  it('connects over a socket, and over TCP', async () => {
    const unix = await engineAt('.docker/run/docker.sock')
    expect(await engineFinder({ around: around({ env: { DOCKER_HOST: unix } }) })()).toBe(unix)
    const server = createServer((_request, response) => response.end('OK'))
    servers.push(server)
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const at = server.address()
    const tcp = `tcp://127.0.0.1:${typeof at === 'object' ? at?.port : 0}`
    expect(await engineFinder({ around: around({ env: { DOCKER_HOST: tcp } }) })()).toBe(tcp)
  })

  it('stops on abort', async () => {
    const find = engineFinder({ around: around(), ask: elsewhere('nowhere') })
    await expect(find(AbortSignal.abort(new Error('over')))).rejects.toThrow('over')
  })

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'detects a socket without access rights',
    async () => {
      const unix = await engineAt('.docker/run/docker.sock')
      chmodSync(unix.slice('unix://'.length), 0)
      const code = await faultCode(engineFinder({ around: around({ env: { DOCKER_HOST: unix } }) })())
      expect(code).toBe('engine-denied')
    },
  )
})
