import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const LAYER_BYTES = 48_000_000
const CHUNK_BYTES = 200_000
const CHUNK_MS = 100

export interface SlowRegistry {
  /** An image whose only layer takes about half a minute to transfer. */
  readonly image: string
  close(): Promise<void>
}

/** A registry on loopback, where an engine accepts plain HTTP, for tests of a pull in progress. The layer is never complete. */
export async function openSlowRegistry(): Promise<SlowRegistry> {
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [] },
  })
  const layerDigest = digestOf('a layer that is never complete')
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: config.length,
      digest: digestOf(config),
    },
    layers: [
      { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size: LAYER_BYTES, digest: layerDigest },
    ],
  })
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    if (path.includes('/manifests/')) {
      response.setHeader('content-type', 'application/vnd.docker.distribution.manifest.v2+json')
      response.setHeader('docker-content-digest', digestOf(manifest))
      response.setHeader('content-length', manifest.length)
      response.end(request.method === 'HEAD' ? undefined : manifest)
    } else if (path.endsWith(layerDigest)) sendSlowly(response)
    else response.end(path.endsWith(digestOf(config)) ? config : '{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    image: `127.0.0.1:${port}/slow/minio:1`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function sendSlowly(response: ServerResponse): void {
  response.setHeader('content-length', LAYER_BYTES)
  let left = LAYER_BYTES - CHUNK_BYTES
  const timer = setInterval(() => {
    if (left < CHUNK_BYTES || response.destroyed) return clearInterval(timer)
    left -= CHUNK_BYTES
    response.write(Buffer.alloc(CHUNK_BYTES))
  }, CHUNK_MS)
  response.once('close', () => clearInterval(timer))
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
