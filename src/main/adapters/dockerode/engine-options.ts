import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import type { EngineAddress } from '@main/ports/find-engine'
import type Docker from 'dockerode'

/** An address as dockerode options. TLS uses the environment, like Docker's own command line. */
export function engineOptions(address: EngineAddress, env: NodeJS.ProcessEnv = process.env): Docker.DockerOptions {
  // Present even when undefined: otherwise dockerode would use DOCKER_HOST.
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

/** A keep-alive connection does not survive an engine restart, and the next request on it would fail. */
function plain(): { agent: Agent } {
  return { agent: new Agent({ keepAlive: false }) }
}
