import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { folderDocuments } from '@main/adapters/folder/json-documents'
import { openServicesOf } from '@main/composition/open-services'
import { openSettings } from '@main/composition/settings-store'
import { faultMessage } from '@shared/model/fault-message'
import type { ServiceStatus, ServicesStatus } from '@shared/model/service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryDir } from '../support/millrace'
import { type EngineSwitch, engineSwitch } from './support/engine-switch'
import { millraceWith, type OtherMillrace } from './support/other-compose'
import { whyNoStack } from './support/test-stack'

const run = promisify(execFile)
const TINY = 'millrace-test/tiny:1'
const ENGINE = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock'
const fixture = fileURLToPath(new URL('./support/faulty-compose', import.meta.url))
const missing = await whyNoStack(TINY)
if (missing) console.log(`What goes wrong with services is skipped: ${missing}`)

const docker = async (...args: string[]) =>
  (await run('docker', args, { env: { ...process.env, DOCKER_HOST: ENGINE } })).stdout.trim()
const stateOf = (container: string) => docker('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', container)

describe.skipIf(missing !== null)('failing services, on a real engine', () => {
  let other: OtherMillrace
  let engine: EngineSwitch
  let foreign: string
  let foreignState: string
  const temps: Awaited<ReturnType<typeof temporaryDir>>[] = []

  /** Creates a data directory: the services it starts are a project of their own. */
  const newDataDir = async (variables: Readonly<Record<string, string>> = {}) => {
    const temp = await temporaryDir()
    temps.push(temp)
    await writeFile(join(temp.dir, 'settings.json'), JSON.stringify({ services: { variables } }))
    return temp.dir
  }
  const millrace = (dataDir: string, ...args: string[]) =>
    other.run(['services', ...args, '--data-dir', dataDir], { DOCKER_HOST: engine.address })
  /** Opens the services as the app does, until they are closed. */
  const open = async (dataDir: string) => {
    const settings = await openSettings(folderDocuments(dataDir))
    const services = await openServicesOf({
      dataDir,
      composeDir: other.composeDir,
      settings,
      seal: null,
      log: () => undefined,
    })
    const end = new AbortController()
    const ended = services.run(end.signal)
    const until = async (what: (status: ServicesStatus) => boolean) => {
      for await (const status of services.feed.follow()) if (what(status)) return status
      throw new Error('the feed has ended')
    }
    const close = async () => {
      end.abort()
      await ended
    }
    return { services, until, close }
  }

  beforeAll(async () => {
    other = await millraceWith(fixture)
    engine = await engineSwitch(ENGINE)
    process.env.DOCKER_HOST = engine.address
    const theirs = ['--label', 'com.docker.compose.project=theirs', '--label', 'com.docker.compose.service=steady']
    foreign = await docker('run', '--detach', ...theirs, TINY, 'sleep', '3600')
    foreignState = await stateOf(foreign)
  })
  afterAll(async () => {
    await engine.on()
    for (const { dir } of temps) await millrace(dir, 'remove', '--with-data', '--yes')
    await docker('rm', '--force', foreign)
    await engine.close()
    if (ENGINE === 'unix:///var/run/docker.sock') delete process.env.DOCKER_HOST
    else process.env.DOCKER_HOST = ENGINE
    await other.remove()
    for (const temp of temps) await temp.remove()
  }, 300_000)

  describe('each reports what happened and what to do next', () => {
    let thief: Server
    let registry: Server
    let variables: Record<string, string>
    let sentences: Record<string, RegExp>

    beforeAll(async () => {
      thief = createServer().listen(0, '127.0.0.1')
      // It has no image at all, and answers like a registry does.
      registry = createServer((request, response) => {
        response.statusCode = request.url === '/v2/' ? 200 : 404
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] }))
      }).listen(0, '127.0.0.1')
      await Promise.all([once(thief, 'listening'), once(registry, 'listening')])
      const [port, registryPort] = [thief, registry].map((server) => (server.address() as AddressInfo).port)
      const image = `127.0.0.1:${registryPort}/nowhere:1`
      variables = { TAKEN_PORT: String(port), NOWHERE_IMAGE: image }
      sentences = {
        dies: /Dies exited with code 3\. Look at its log, then start it again\. Its last output: .*no such disk/,
        ill: /Ill is running but fails its health check\. Look at its log, or restart it\. Output of the check: the probe found no table/,
        hungry:
          /Hungry was killed because it exceeded its memory limit of 17 MB\. Raise HUNGRY_MEMORY in settings\.json \(services\.variables\), then start it again\./,
        nowhere: new RegExp(`The image ${image} was not found \\(.*\\)\\. Check its name and tag in the compose file`),
        taken: new RegExp(
          `Port ${port}, which Taken needs, is used by node \\(pid ${process.pid}\\)\\. Stop it, or use port \\d+ instead \\(TAKEN_PORT\\)\\.`,
        ),
      }
    })
    afterAll(() => {
      thief.close()
      registry.close()
    })

    it('in the window’s data', { timeout: 300_000 }, async () => {
      const { services, until, close } = await open(await newDataDir(variables))
      services.start(['steady', ...Object.keys(sentences)])
      for (const [id, sentence] of Object.entries(sentences)) {
        const status = await until((now) => sentenceOf(now, id) !== null)
        expect.soft(sentenceOf(status, id)).toMatch(sentence)
      }
      // A failing service does not prevent the others from starting.
      await until((now) => of(now, 'steady')?.state.state === 'healthy')
      await close()
    })

    it('and on the command line, which ends with an error', { timeout: 240_000 }, async () => {
      const started = Object.entries(sentences).map(async ([id, sentence]) => {
        const { code, stderr } = await millrace(await newDataDir(variables), 'start', id)
        expect.soft(stderr.trim().split('\n').at(-1)).toMatch(sentence)
        expect.soft({ id, code }).toEqual({ id, code: 1 })
      })
      await Promise.all(started)
    })
  })

  describe('a healthy service', () => {
    let dataDir: string
    let container: string
    let state: string
    beforeAll(async () => {
      dataDir = await newDataDir()
    })

    it('is created once by two simultaneous starts', { timeout: 240_000 }, async () => {
      const both = await Promise.all([millrace(dataDir, 'start', 'steady'), millrace(dataDir, 'start', 'steady')])
      expect(both.map(({ code, stderr }) => ({ code, stderr: code === 0 ? '' : stderr }))).toEqual([
        { code: 0, stderr: '' },
        { code: 0, stderr: '' },
      ])
      const { project } = JSON.parse((await millrace(dataDir, 'list', '--json')).stdout)
      const made = await docker('ps', '--all', '--quiet', '--filter', `label=com.docker.compose.project=${project}`)
      expect(made.split('\n')).toHaveLength(1)
      container = `${project}-steady-1`
      state = await stateOf(container)
    })

    it('is found again by its labels, and keeps running unchanged', { timeout: 240_000 }, async () => {
      for (let times = 0; times < 2; times++) {
        const { until, close } = await open(dataDir)
        const status = await until((now) => of(now, 'steady')?.state.state === 'healthy')
        expect(of(status, 'steady')).toMatchObject({ wanted: true, restarts: 0 })
        await close()
        expect(await stateOf(container)).toBe(state)
      }
    })

    it('is waited for when the engine stops, and starts when the engine is back', { timeout: 240_000 }, async () => {
      const { until, close } = await open(dataDir)
      await until((now) => of(now, 'steady')?.state.state === 'healthy')
      await engine.off()
      const away = await until((now) => now.engine.state === 'away')
      expect(away.engine.state === 'away' && faultMessage(away.engine.fault)).toMatch(
        new RegExp(
          `The container engine at ${engine.address} does not respond \\(.*\\)\\. Start it; Millrace then continues`,
        ),
      )
      expect(of(away, 'steady')?.wanted).toBe(true)
      const { code, stderr } = await millrace(dataDir, 'start', 'steady')
      expect(code).toBe(1)
      expect(stderr).toMatch(
        new RegExp(`No container engine was found \\(looked at DOCKER_HOST: ${engine.address}\\)\\. Start Docker`),
      )
      // The service ends meanwhile, as it does when a real engine stops.
      await docker('kill', container)
      await engine.on()
      await until((now) => now.engine.state === 'connected' && of(now, 'steady')?.state.state === 'healthy')
      await close()
      const [id] = state.split(' ')
      state = await stateOf(container)
      expect(state.split(' ')[0]).toBe(id)
    })

    it('is joined by another one after adding one block of YAML', { timeout: 240_000 }, async () => {
      await other.addServices(join(fixture, 'one-more.yaml'))
      const { code, stdout, stderr } = await millrace(dataDir, 'start', 'added', '--json')
      expect(code, stderr).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({
        order: ['steady', 'added'],
        services: [
          { service: 'steady', state: 'healthy' },
          { service: 'added', title: 'Added', state: 'healthy' },
        ],
      })
      expect(await stateOf(container)).toBe(state)
    })

    it('is removed, and other projects’ containers stay', { timeout: 240_000 }, async () => {
      const { code, stderr } = await millrace(dataDir, 'remove', '--with-data', '--yes')
      expect(code, stderr).toBe(0)
      await expect(stateOf(container)).rejects.toThrow('No such object')
      expect(await stateOf(foreign)).toBe(foreignState)
    })
  })
})

function of({ services }: ServicesStatus, id: string): ServiceStatus | undefined {
  return services.find(({ service }) => service.id === id)
}

/** Why the service did not start, once that is certain. */
function sentenceOf(status: ServicesStatus, id: string): string | null {
  const { service, state } = of(status, id) ?? {}
  if (!service || !state) return null
  if (state.state === 'failed') return faultMessage(state.fault)
  if (state.state !== 'unhealthy') return null
  return faultMessage({ code: 'service-unhealthy', service: service.title, output: state.output })
}
