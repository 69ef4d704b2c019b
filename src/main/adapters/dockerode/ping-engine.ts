import { readFile } from 'node:fs/promises'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { join } from 'node:path'
import type { EngineAddress } from '@main/ports/find-engine'

/** A local engine answers within milliseconds; a hanging one must not block the search. */
const ANSWER_MS = 3_000
const PATH = '/_ping'

/** Resolves when an engine answers at the address; rejects with the reason when none does. */
export async function pingEngine(address: EngineAddress, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(ANSWER_MS)
  const asked = await requestOf(address, env, signal ? AbortSignal.any([signal, limit]) : limit)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve)
    asked.once('error', reject)
    asked.end()
  })
  answer.resume()
  if (answer.statusCode !== 200) throw new Error(`something else answers there (HTTP ${answer.statusCode})`)
}

/** TLS uses the same settings as Docker's own command line. */
async function requestOf(address: EngineAddress, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<ClientRequest> {
  const socket = /^(?:unix|npipe):\/\/(?<path>.*)$/.exec(address)?.groups?.path
  // Without keep-alive: an open connection would keep the process running.
  const options = { path: PATH, signal, agent: false } as const
  if (socket !== undefined) return request({ ...options, socketPath: socket })
  const { protocol, hostname: host, port } = new URL(address)
  if (protocol !== 'https:' && !env.DOCKER_TLS_VERIFY) return request({ ...options, host, port: port || 2375 })
  const dir = env.DOCKER_CERT_PATH
  const pem = (name: string) => readFile(join(dir ?? '', name))
  const keys = dir ? { ca: await pem('ca.pem'), cert: await pem('cert.pem'), key: await pem('key.pem') } : {}
  return secureRequest({ ...options, host, port: port || 2376, ...keys })
}
