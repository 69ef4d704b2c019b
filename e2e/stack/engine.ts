import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { succeeds } from './command.ts'
import { ensureTools } from './tools.ts'

export type EngineState =
  | { readonly running: true; readonly started: boolean }
  | { readonly running: false; readonly why: string }

const START_WITHIN_MS = 60_000
const POLL_MS = 500
const LOG = join(tmpdir(), 'millrace-dockerd.log')

/**
 * A Docker engine for the tests: the one that `docker` reaches, or else one on this machine, installed from Debian's packages and
 * started. It keeps running, so that the next run finds it.
 */
export async function ensureEngine(): Promise<EngineState> {
  if (await answers()) return { running: true, started: false }
  if (process.env.DOCKER_HOST) return { running: false, why: `no Docker engine answers at ${process.env.DOCKER_HOST}` }
  if (process.platform !== 'linux') return { running: false, why: 'no Docker engine runs; start Docker Desktop' }
  if (process.getuid?.() !== 0) return { running: false, why: 'no Docker engine runs, and only root can start one' }
  try {
    await ensureTools('docker', 'dockerd', 'iptables')
  } catch (thrown) {
    return {
      running: false,
      why: `no Docker engine runs: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    }
  }
  return await start()
}

async function start(): Promise<EngineState> {
  const log = openSync(LOG, 'a')
  const engine = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  let ended: string | undefined
  engine.once('error', ({ message }) => (ended = message))
  engine.once('exit', (code, signal) => (ended = `it ended with ${signal ?? `code ${code}`}`))
  engine.unref()
  const until = performance.now() + START_WITHIN_MS
  while (performance.now() < until && ended === undefined) {
    if (await answers()) return { running: true, started: true }
    await sleep(POLL_MS)
  }
  return {
    running: false,
    why: `dockerd does not start here: ${ended ?? `no answer in ${START_WITHIN_MS / 1_000} s`}; see ${LOG}`,
  }
}

async function answers(): Promise<boolean> {
  return await succeeds('docker', ['version', '--format', '{{.Server.Version}}'])
}
