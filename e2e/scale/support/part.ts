import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server program of the cluster that can be killed and started again on the same port and folder. */
export interface Part {
  readonly port: number
  /** It was started, and has not ended since. */
  isRunning(): boolean
  /** Resolves once it answers. Throws with the end of its output when it ends before. */
  start(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM, and SIGKILL when it does not end. */
  stop(): Promise<void>
}

export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly port: number
  /** It has child processes, which end with it as in a container. */
  readonly group?: boolean
  /** Its output goes there. */
  readonly logFile: string
  /** Throws while it is not ready. An open port is enough when absent. */
  readonly ready?: () => Promise<void>
}

const READY_WITHIN_MS = 120_000
const STOPPED_WITHIN_MS = 15_000
const POLL_MS = 100
const TAIL = 3_000

/** What ends each program that runs. */
const running = new Map<ChildProcess, (signal: NodeJS.Signals) => void>()
process.once('exit', () => {
  for (const end of running.values()) end('SIGKILL')
})
// Without it, a signal would end this process without the event above.
process.once('SIGTERM', () => process.exit(143))

export function part(program: Program): Part {
  const { command, args, env, port, group = false, logFile, ready = () => connected(port) } = program
  let child: ChildProcess | null = null
  const end = async (signal: NodeJS.Signals) => {
    const ended = child
    child = null
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return
    const exited = once(ended, 'exit')
    const send = running.get(ended)
    send?.(signal)
    const late = setTimeout(() => send?.('SIGKILL'), STOPPED_WITHIN_MS)
    await exited
    clearTimeout(late)
  }
  return {
    port,
    isRunning: () => child !== null && child.exitCode === null && child.signalCode === null,
    async start() {
      const output = createWriteStream(logFile, { flags: 'a' })
      await once(output, 'open')
      const environment = { ...process.env, ...env }
      const started = spawn(command, args, { stdio: ['ignore', output, output], env: environment, detached: group })
      child = started
      running.set(started, (signal) => {
        if (group && started.pid !== undefined) process.kill(-started.pid, signal)
        else started.kill(signal)
      })
      started.once('exit', () => {
        running.delete(started)
        output.close()
      })
      const deadline = performance.now() + READY_WITHIN_MS
      for (;;) {
        try {
          return await ready()
        } catch (thrown) {
          if (started.exitCode === null && started.signalCode === null && performance.now() < deadline) {
            await sleep(POLL_MS)
            continue
          }
          await end('SIGKILL')
          const said = (await readFile(logFile, 'utf8')).slice(-TAIL)
          throw new Error(`${command} is not ready (${String(thrown)}):\n${said}`)
        }
      }
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}

export async function connected(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
  } finally {
    socket.destroy()
  }
}

/** Ports that nothing listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  })
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}
