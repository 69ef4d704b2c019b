import { existsSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import type { EngineAddress, FindEngine } from '@main/ports/find-engine'
import { FaultError } from '@shared/model/fault'
import { type EngineCandidate, engineCandidates, type Surroundings } from './engine-candidates'
import { pingEngine } from './ping-engine'

const UNIX = 'unix://'

export interface EngineFinderOptions {
  readonly around?: Surroundings
  /** Rejects when no engine answers there. */
  readonly ask?: (address: EngineAddress, signal?: AbortSignal) => Promise<void>
}

/**
 * The first engine that answers. Once one was found, later searches look only for that one: the services run there, and on another engine
 * they would appear as missing. Throws `engine-denied` when nothing answers and access to one address is denied, otherwise
 * `engine-missing`.
 */
export function engineFinder({ around = here(), ask }: EngineFinderOptions = {}): FindEngine {
  const answers = ask ?? ((address, signal) => pingEngine(address, around.env, signal))
  let found: EngineCandidate | null = null
  return async (signal) => {
    const looked: string[] = []
    let denied: EngineAddress | null = null
    for (const candidate of found ? [found] : await engineCandidates(around)) {
      try {
        if (candidate.refused !== null) throw new Error(candidate.refused)
        await answers(candidate.address, signal)
        found = candidate
        return candidate.address
      } catch (error) {
        signal?.throwIfAborted()
        if (isDenied(error, candidate.address)) denied ??= candidate.address
        looked.push(`${candidate.from}: ${candidate.address}${why(error)}`)
      }
    }
    throw new FaultError(denied ? { code: 'engine-denied', socket: denied } : { code: 'engine-missing', looked })
  }
}

function here(): Surroundings {
  return { platform: process.platform, env: process.env, home: homedir(), tempDir: tmpdir() }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null
}

/** The socket exists, but access is denied. In an inaccessible folder it may not exist at all. */
function isDenied(error: unknown, address: EngineAddress): boolean {
  if (!['EACCES', 'EPERM'].includes(codeOf(error) ?? '')) return false
  return !address.startsWith(UNIX) || existsSync(address.slice(UNIX.length))
}

/** An address where nothing listens needs no reason; any other failure is reported with one. */
function why(error: unknown): string {
  const code = codeOf(error)
  if (code === 'ENOENT') return ''
  if (code === 'ECONNREFUSED') return ' (nobody answers)'
  if (error instanceof Error && error.name === 'TimeoutError') return ' (no answer in time)'
  return ` (${code === null || code === 'ABORT_ERR' ? messageOf(error) : code})`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
