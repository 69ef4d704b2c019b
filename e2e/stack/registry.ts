import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { output } from './command.ts'
import { type SlowProxy, slowProxy } from './slow-proxy.ts'
import { ensureTools } from './tools.ts'

/** An image registry on 127.0.0.1, where every engine accepts plain HTTP. */
export interface TestRegistry extends Pick<SlowProxy, 'setBytesPerSecond' | 'breakConnections'> {
  /** Creates an image with layers of random bytes in the registry but not on the engine. Resolves with its full name. */
  publish(name: string, layerBytes: readonly number[]): Promise<string>
  /** The name of an image that the registry does not have. */
  nameOf(name: string): string
  stop(): Promise<void>
}

const READY_WITHIN_MS = 20_000
const POLL_MS = 100

/** Debian's `docker-registry`, the reference implementation, behind a proxy that can be slow. */
export async function startRegistry(): Promise<TestRegistry> {
  await ensureTools('docker', 'docker-registry')
  const dir = await mkdtemp(join(tmpdir(), 'millrace-registry-'))
  const port = await freePort()
  const config = join(dir, 'config.yml')
  await writeFile(
    config,
    JSON.stringify({
      version: 0.1,
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(dir, 'images') } },
      http: { addr: `127.0.0.1:${port}`, relativeurls: true },
    }),
  )
  const registry = spawn('docker-registry', ['serve', config], { stdio: 'ignore' })
  const proxy = await slowProxy(port)
  const nameOf = (name: string) => `127.0.0.1:${proxy.port}/${name}`
  const stop = async () => {
    await proxy.close()
    if (registry.pid !== undefined && registry.exitCode === null && registry.signalCode === null) {
      registry.kill()
      await once(registry, 'exit')
    }
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await answers(port, registry)
  } catch (thrown) {
    await stop()
    throw thrown
  }
  return {
    setBytesPerSecond: proxy.setBytesPerSecond,
    breakConnections: proxy.breakConnections,
    nameOf,
    async publish(name, layerBytes) {
      const image = nameOf(name)
      await buildRandom(image, layerBytes)
      await output('docker', ['push', image])
      await output('docker', ['image', 'rm', image])
      return image
    },
    stop,
  }
}

async function buildRandom(image: string, layerBytes: readonly number[]): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'millrace-random-'))
  try {
    const files = layerBytes.map((_, layer) => `layer-${layer}`)
    await Promise.all(files.map((file, layer) => writeFile(join(context, file), randomBytes(layerBytes[layer] ?? 0))))
    await writeFile(join(context, 'Dockerfile'), ['FROM scratch', ...files.map((file) => `COPY ${file} /`)].join('\n'))
    await output('docker', ['build', '--quiet', '--tag', image, context], { env: { DOCKER_BUILDKIT: '0' } })
  } finally {
    await rm(context, { recursive: true, force: true })
  }
}

async function answers(port: number, registry: ChildProcess): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS
  let broken: Error | undefined
  registry.once('error', (error) => (broken = error))
  while (performance.now() < until) {
    if (broken) throw broken
    if (registry.exitCode !== null) throw new Error(`docker-registry ended with code ${registry.exitCode}`)
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) return
    await sleep(POLL_MS)
  }
  throw new Error(`docker-registry does not answer within ${READY_WITHIN_MS / 1_000} s`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}
