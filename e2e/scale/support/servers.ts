import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { goProgram } from '../../stack/images/go.ts'
import { unpacked } from '../../stack/images/maven.ts'
import { MINIO } from '../../stack/images/minio/recipe.ts'
import { APICURIO } from '../../stack/images/schema-registry/recipe.ts'
import type { Issued } from './certificates.ts'
import { freePorts, type Part, part } from './part.ts'
import { tlsFront } from './tls-front.ts'

/** Apicurio keeps Confluent's interface under this path. */
export const REGISTRY_PATH = '/apis/ccompat/v7'

/** MinIO with its own TLS. */
export async function minioServer(
  dir: string,
  port: number,
  issued: Issued,
  keys: { readonly accessKey: string; readonly secretKey: string },
): Promise<Part> {
  const certs = join(dir, 'certs')
  await mkdir(certs, { recursive: true })
  await copyFile(issued.certFile, join(certs, 'public.crt'))
  await copyFile(issued.keyFile, join(certs, 'private.key'))
  const [console = 0] = await freePorts(1)
  const at = ['--address', `127.0.0.1:${port}`, '--console-address', `127.0.0.1:${console}`, '--certs-dir', certs]
  return part({
    command: join(await goProgram('minio', MINIO), 'minio'),
    args: ['server', join(dir, 'data'), '--quiet', ...at],
    env: {
      MINIO_ROOT_USER: keys.accessKey,
      MINIO_ROOT_PASSWORD: keys.secretKey,
      MINIO_BROWSER: 'off',
      // Without a key of its own it encrypts nothing.
      MINIO_KMS_SECRET_KEY: `test-key:${randomBytes(32).toString('base64')}`,
    },
    port,
    logFile: join(dir, 'minio.log'),
  })
}

/** Apicurio Registry, schemas in memory, behind HTTPS with a basic login: no package registry has Confluent's own. */
export async function registryServer(
  dir: string,
  port: number,
  certificate: Issued,
  login: { readonly username: string; readonly password: string },
): Promise<Part> {
  const app = await unpacked(`io.apicurio:apicurio-registry-app:${APICURIO}:tar.gz:all`)
  const jar = (await readdir(app)).find((name) => name.endsWith('-runner.jar'))
  const [upstream = 0] = await freePorts(1)
  const inner = part({
    command: 'java',
    args: ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', join(app, jar ?? '')],
    env: {
      QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_HTTP_PORT: String(upstream),
      APICURIO_RULES_GLOBAL_COMPATIBILITY: 'BACKWARD',
    },
    port: upstream,
    logFile: join(dir, 'registry.log'),
    ready: async () => {
      const answer = await fetch(`http://127.0.0.1:${upstream}${REGISTRY_PATH}/subjects`)
      if (!answer.ok) throw new Error(`it answers with ${answer.status}`)
    },
  })
  return fronted(port, inner, () => tlsFront({ port, upstream, certificate, login }))
}

/** chDB behind HTTPS, in ClickHouse's place: one engine, no cluster. */
export async function clickhouseServer(
  dir: string,
  port: number,
  certificate: Issued,
  login: { readonly username: string; readonly password: string },
): Promise<Part> {
  const [upstream = 0] = await freePorts(1)
  const inner = part({
    command: process.execPath,
    args: [fileURLToPath(new URL('store-server.ts', import.meta.url))],
    env: { STORE_DIR: dir, STORE_PORT: String(upstream), STORE_USER: login.username, STORE_PASSWORD: login.password },
    port: upstream,
    logFile: join(dir, 'store.log'),
  })
  return fronted(port, inner, () => tlsFront({ port, upstream, certificate }))
}

function fronted(port: number, inner: Part, open: () => Promise<{ close(): Promise<void> }>): Part {
  let front: { close(): Promise<void> } | null = null
  const close = async () => {
    await front?.close()
    front = null
  }
  return {
    port,
    isRunning: inner.isRunning,
    async start() {
      await inner.start()
      front = await open()
    },
    kill: async () => void (await Promise.all([close(), inner.kill()])),
    stop: async () => void (await Promise.all([close(), inner.stop()])),
  }
}
