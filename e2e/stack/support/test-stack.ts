import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ContainerSpec } from '@main/ports/containers'
import { type ComposeFile, loadComposeFile } from '@main/services/compose-file'

const run = promisify(execFile)
const compose = fileURLToPath(new URL('../../../compose', import.meta.url))
const HEALTHY_WITHIN_MS = 240_000
const POLL_MS = 250
/** The time limit for starting two services: longer than the time after which each reports why it did not start. */
export const STARTED_WITHIN_MS = 2 * HEALTHY_WITHIN_MS + 60_000

/** Services of the compose file in their own containers, with unique names and ports. */
export interface TestStack {
  /**
   * Resolves once the service is healthy. The environment is the compose file's, with these values, overridden by these
   * variables.
   */
  start(
    service: string,
    values?: Readonly<Record<string, string>>,
    environment?: Readonly<Record<string, string>>,
  ): Promise<TestService>
  /** Removes everything it has started, including the data. */
  remove(): Promise<void>
}

export interface TestService {
  readonly container: string
  /** The address on 127.0.0.1 where the container's `port` is published. */
  port(port: number): number
  exec(...command: string[]): Promise<string>
  /** SIGKILL, as in a crash or a power cut. */
  kill(): Promise<void>
  /** Starts it again with its data. Resolves once it is healthy. */
  startAgain(): Promise<void>
  /** Removes it with its data and starts it again, empty, on the same ports. Resolves once it is healthy. */
  startEmpty(): Promise<void>
  /** Copies its data while it is stopped; `putBack` starts it with that copy instead of its later data. */
  keepCopy(): Promise<{ putBack(): Promise<void> }>
  /** Freezes it, so that it keeps its connections and answers nothing. */
  pause(): Promise<void>
  unpause(): Promise<void>
}

/** Why services cannot run here; null when they can. */
export async function whyNoStack(...services: string[]): Promise<string | null> {
  const file = await loadComposeFile(compose)
  const { specs } = file.resolve(secretsFor(file, {}))
  try {
    execFileSync('docker', ['version'], { stdio: 'pipe' })
  } catch {
    return 'there is no Docker engine'
  }
  for (const service of services) {
    const image = specs.get(service)?.image ?? service
    try {
      execFileSync('docker', ['image', 'inspect', image], { stdio: 'pipe' })
    } catch {
      return `there is no image ${image}`
    }
  }
  return null
}

export function testStack(): TestStack {
  const project = `millrace-test-${randomBytes(4).toString('hex')}`
  const containers: string[] = []
  const volumes = new Set<string>()
  let network: Promise<unknown> | undefined

  return {
    async start(service, values = {}, environment = {}) {
      network ??= docker('network', 'create', project)
      await network
      const found = await specOf(service, values)
      const spec = { ...found, environment: { ...found.environment, ...environment } }
      const container = `${project}-${service}`
      const ports = new Map<number, number>()
      for (const { container: inside, host } of spec.ports) ports.set(inside, host)
      for (const { name } of spec.volumes) volumes.add(`${project}-${name}`)
      containers.push(container)
      const run = async () => {
        await docker(...runArguments(project, container, service, spec))
        await healthy(container, spec)
      }
      const dataOf = spec.volumes.map(({ name }) => `${project}-${name}`)
      const copy = async (from: string, to: string) => {
        volumes.add(to)
        const script = 'rm -rf /to/* && cp -a /from/. /to'
        const mounts = ['--volume', `${from}:/from`, '--volume', `${to}:/to`]
        await docker('run', '--rm', '--user', '0', '--entrypoint', 'sh', ...mounts, spec.image, '-c', script)
      }
      await run()
      return {
        container,
        port(port) {
          const host = ports.get(port)
          if (host === undefined) throw new Error(`${service} does not publish port ${port}`)
          return host
        },
        exec: (...command) => docker('exec', container, ...command),
        kill: async () => void (await docker('kill', '--signal', 'KILL', container)),
        async startAgain() {
          await docker('start', container)
          await healthy(container, spec)
        },
        async startEmpty() {
          await docker('rm', '--force', '--volumes', container)
          for (const volume of dataOf) await docker('volume', 'rm', '--force', volume)
          await run()
        },
        async keepCopy() {
          await docker('stop', container)
          for (const volume of dataOf) await copy(volume, `${volume}-copy`)
          await docker('start', container)
          await healthy(container, spec)
          return {
            async putBack() {
              await docker('stop', container)
              for (const volume of dataOf) await copy(`${volume}-copy`, volume)
              await docker('start', container)
              await healthy(container, spec)
            },
          }
        },
        pause: async () => void (await docker('pause', container)),
        unpause: async () => void (await docker('unpause', container)),
      }
    },
    async remove() {
      for (const container of containers) await docker('rm', '--force', '--volumes', container).catch(() => undefined)
      for (const volume of volumes) await docker('volume', 'rm', '--force', volume).catch(() => undefined)
      if (network) await docker('network', 'rm', project).catch(() => undefined)
    },
  }
}

/** The service from the compose file, with free ports. */
async function specOf(service: string, given: Readonly<Record<string, string>>): Promise<ContainerSpec> {
  const file = await loadComposeFile(compose)
  const ports = file.variables.filter(({ name }) => name.endsWith('_PORT'))
  const free: Record<string, string> = {}
  for (const { name } of ports) free[name] = String(await freePort())
  const spec = file.resolve({ ...secretsFor(file, given), ...free, ...given }).specs.get(service)
  if (!spec) throw new Error(`the compose file has no service ${service}`)
  return spec
}

function secretsFor({ variables }: ComposeFile, given: Readonly<Record<string, string>>): Record<string, string> {
  const required = variables.filter((variable) => variable.required)
  return { ...Object.fromEntries(required.map(({ name }) => [name, 'only-for-tests'])), ...given }
}

function runArguments(project: string, container: string, service: string, spec: ContainerSpec): string[] {
  return [
    ...['run', '--detach', '--name', container, '--network', project, '--network-alias', service],
    ...Object.entries(spec.environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...spec.ports.flatMap((port) => ['--publish', `127.0.0.1:${port.host}:${port.container}`]),
    ...spec.volumes.flatMap(({ name, path }) => ['--volume', `${project}-${name}:${path}`]),
    ...(spec.memoryBytes === null ? [] : ['--memory', String(spec.memoryBytes)]),
    spec.image,
    ...(spec.command ?? []),
  ]
}

async function healthy(container: string, spec: ContainerSpec): Promise<void> {
  const [kind, ...command] = spec.healthCheck?.test ?? ['NONE']
  if (kind === 'NONE') return
  const probe = kind === 'CMD-SHELL' ? ['sh', '-c', ...command] : command
  let last: unknown
  for (const until = Date.now() + HEALTHY_WITHIN_MS; Date.now() < until; ) {
    try {
      await docker('exec', container, ...probe)
      return
    } catch (thrown) {
      last = thrown
    }
    if ((await docker('inspect', '--format', '{{.State.Running}}', container)).trim() !== 'true') {
      throw new Error(`${container} has ended: ${(await docker('logs', '--tail', '20', container)).slice(-2_000)}`)
    }
    await sleep(POLL_MS)
  }
  throw new Error(`${container} did not become healthy`, { cause: last })
}

async function docker(...words: string[]): Promise<string> {
  const { stdout } = await run('docker', words, { maxBuffer: 64 << 20 })
  return stdout
}

/** A port on 127.0.0.1 that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
