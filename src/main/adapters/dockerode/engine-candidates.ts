import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineAddress } from '@main/ports/find-engine'
import { z } from 'zod'

/** An address where an engine may be, and where it comes from. `refused`: why it cannot be used. */
export interface EngineCandidate {
  readonly address: EngineAddress
  readonly from: string
  readonly refused: string | null
}

/** The inputs of the search. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  readonly tempDir: string
}

const SSH = 'an engine over SSH is not supported: its published ports cannot be reached from here'
const SCHEMES = ['unix:', 'npipe:', 'tcp:', 'http:', 'https:']

/**
 * In the search order of Docker's own command line and compatible tools. `DOCKER_HOST` is an explicit choice: when it is set, it is the
 * only address. https://docs.docker.com/engine/manage-resources/contexts/
 */
export async function engineCandidates(around: Surroundings): Promise<EngineCandidate[]> {
  const { DOCKER_HOST: host } = around.env
  if (host) return [candidate(host, 'DOCKER_HOST')]
  const candidates = [...(await contextCandidate(around)), ...usualCandidates(around)]
  const first = new Map<EngineAddress, EngineCandidate>()
  for (const each of candidates) if (!first.has(each.address)) first.set(each.address, each)
  return [...first.values()]
}

function candidate(address: EngineAddress, from: string): EngineCandidate {
  const scheme = /^[a-z]+:/.exec(address)?.[0] ?? ''
  if (scheme === 'ssh:') return { address, from, refused: SSH }
  const refused = SCHEMES.includes(scheme)
    ? null
    : 'not an address such as unix:///run/docker.sock or tcp://127.0.0.1:2375'
  return { address, from, refused }
}

const Config = z.object({ currentContext: z.string().optional() })
const Meta = z.object({ Endpoints: z.object({ docker: z.object({ Host: z.string() }) }) })

/** The current context of the docker command, unless it is the default one. */
async function contextCandidate({ env, home }: Surroundings): Promise<EngineCandidate[]> {
  const dir = env.DOCKER_CONFIG || join(home, '.docker')
  const config = Config.safeParse(await readJson(join(dir, 'config.json')))
  const name = env.DOCKER_CONTEXT || config.data?.currentContext || 'default'
  if (name === 'default') return []
  // Docker stores a context in a folder named after the hash of its name.
  const id = createHash('sha256').update(name).digest('hex')
  const meta = Meta.safeParse(await readJson(join(dir, 'contexts', 'meta', id, 'meta.json')))
  if (!meta.success) return []
  const found = candidate(meta.data.Endpoints.docker.Host, `Docker's context ${name}`)
  const hasKeys = existsSync(join(dir, 'contexts', 'tls', id, 'docker'))
  return [hasKeys && !found.refused ? { ...found, refused: 'a context with TLS keys; set DOCKER_HOST instead' } : found]
}

/** A missing or damaged file counts as empty. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}

function usualCandidates({ platform, env, home, tempDir }: Surroundings): EngineCandidate[] {
  if (platform === 'win32') {
    return [
      candidate('npipe:////./pipe/docker_engine', 'Docker'),
      candidate('npipe:////./pipe/dockerDesktopLinuxEngine', 'Docker Desktop'),
      candidate('npipe:////./pipe/podman-machine-default', 'Podman'),
    ]
  }
  const unix = (path: string, from: string) => candidate(`unix://${path}`, from)
  const atHome = (path: string, from: string) => unix(join(home, path), from)
  const runtime = env.XDG_RUNTIME_DIR
  const mac = [
    atHome('.orbstack/run/docker.sock', 'OrbStack'),
    unix(join(tempDir, 'podman', 'podman-machine-default-api.sock'), 'Podman'),
    atHome('.local/share/containers/podman/machine/podman.sock', 'Podman'),
  ]
  const linux = [
    atHome('.docker/desktop/docker.sock', 'Docker Desktop'),
    ...(runtime ? [unix(join(runtime, 'docker.sock'), 'Docker without root')] : []),
    ...(runtime ? [unix(join(runtime, 'podman', 'podman.sock'), 'Podman')] : []),
    unix('/run/podman/podman.sock', 'Podman'),
  ]
  return [
    unix('/var/run/docker.sock', 'Docker'),
    atHome('.docker/run/docker.sock', 'Docker Desktop'),
    atHome('.colima/default/docker.sock', 'Colima'),
    atHome('.config/colima/default/docker.sock', 'Colima'),
    atHome('.rd/docker.sock', 'Rancher Desktop'),
    ...(platform === 'darwin' ? mac : linux),
  ]
}
