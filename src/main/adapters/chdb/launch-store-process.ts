import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Child, ChildLauncher } from '@main/ports/child-launcher'
import type { RunningStoreServer, StoreServer } from '@main/ports/store'
import { FaultError } from '@shared/model/fault'
import { chdbSupport } from './chdb-support'
import type { FromServer, ToServer } from './messages'

export interface ChdbStoreServerOptions {
  readonly launcher: ChildLauncher
  /** The built `store-process.ts`. */
  readonly module: URL
  /** The folder of the engine's files; created when missing. */
  readonly dir: string
}

export interface RunningChdb extends RunningStoreServer {
  readonly pid: number
}

export interface ChdbStoreServer extends StoreServer {
  start(signal: AbortSignal): Promise<RunningChdb>
}

const START_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 20_000
const USERNAME = 'millrace'

/** chDB in a child process, with a new password for every start. */
export function chdbStoreServer({ launcher, module, dir }: ChdbStoreServerOptions): ChdbStoreServer {
  return {
    async start(signal) {
      signal.throwIfAborted()
      const unsupported = chdbSupport()
      if (unsupported) throw new FaultError(unsupported)
      await mkdir(dir, { recursive: true })
      signal.throwIfAborted()
      const password = randomBytes(24).toString('base64url')
      const child = launcher.launch(module, 'store')
      const giveUp = AbortSignal.any([signal, AbortSignal.timeout(START_WITHIN_MS)])
      const kill = () => child.kill()
      giveUp.addEventListener('abort', kill, { once: true })
      try {
        const port = await ready(child, dir, { kind: 'open', dir, username: USERNAME, password })
        return runningServer(child, { url: `http://127.0.0.1:${port}`, dir, username: USERNAME, password })
      } catch (thrown) {
        child.kill()
        signal.throwIfAborted()
        if (giveUp.aborted) {
          const exit = `it was not ready after ${START_WITHIN_MS / 1_000} s`
          throw new FaultError({ code: 'store-died', exit }, { cause: thrown })
        }
        throw thrown
      } finally {
        giveUp.removeEventListener('abort', kill)
      }
    },
  }
}

function ready(child: Child, dir: string, open: ToServer): Promise<number> {
  return new Promise((resolve, reject) => {
    child.onMessage((received) => {
      const message = received as FromServer
      if (message.kind === 'ready') resolve(message.port)
      else {
        const fault = message.diskFull
          ? ({ code: 'disk-full', dir } as const)
          : ({ code: 'store-died', exit: message.reason } as const)
        reject(new FaultError(fault))
      }
    })
    void child.exited.then((exit) => reject(new FaultError({ code: 'store-died', exit })))
    child.send(open)
  })
}

function runningServer(child: Child, address: RunningStoreServer['address']): RunningChdb {
  return {
    address,
    pid: child.pid ?? 0,
    exited: child.exited,
    async stop() {
      child.send({ kind: 'stop' } satisfies ToServer)
      const late = new AbortController()
      const kill = sleep(STOP_WITHIN_MS, undefined, { signal: late.signal }).then(
        () => child.kill(),
        () => undefined,
      )
      await child.exited
      late.abort()
      await kill
    },
  }
}
