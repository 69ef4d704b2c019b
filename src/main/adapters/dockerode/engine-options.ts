import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import type { EngineAddress } from '@main/ports/engine-address'
import type Docker from 'dockerode'

/** An address in dockerode's words. TLS is set up as Docker's own command line does, by the environment. */
export function engineOptions(address: EngineAddress, env: NodeJS.ProcessEnv = process.env): Docker.DockerOptions {
  // Named even where it is undefined: dockerode would take it from DOCKER_HOST.
  const unset = { host: undefined, port: undefined }
  if (address.startsWith('unix://')) return { ...unset, ...plain(), socketPath: address.slice('unix://'.length) }
  if (address.startsWith('npipe://')) return { ...unset, ...plain(), socketPath: address.slice('npipe://'.length) }
  const { protocol, hostname: host, port } = new URL(address)
  if (protocol === 'https:' || env.DOCKER_TLS_VERIFY) {
    const certificate = (name: string) => readFileSync(join(env.DOCKER_CERT_PATH ?? '', name))
    const keys = env.DOCKER_CERT_PATH
      ? { ca: certificate('ca.pem'), cert: certificate('cert.pem'), key: certificate('key.pem') }
      : {}
    return { protocol: 'https', host, port: port || 2376, ...keys }
  }
  return { protocol: 'http', host, port: port || 2375, ...plain() }
}

/** A connection that was kept open does not survive a restart of the engine, and the next request would fail by it. */
function plain(): { agent: Agent } {
  return { agent: new Agent({ keepAlive: false }) }
}
