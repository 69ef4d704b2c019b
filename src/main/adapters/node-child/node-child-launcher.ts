import { fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Child, ChildLauncher } from '@main/ports/child-launcher'

/** Child processes of a Node process. Their output goes to `log`, line by line. */
export function nodeChildLauncher(log: (name: string, line: string) => void): ChildLauncher {
  return {
    launch(module, name): Child {
      // No inherited arguments: the child must not open the parent's inspector port again.
      const child = fork(module, { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
      for (const stream of [child.stdout, child.stderr]) {
        if (stream) createInterface({ input: stream }).on('line', (line) => log(name, line))
      }
      const exited = new Promise<string>((resolve) => {
        child.once('exit', (code, signal) => resolve(howItEnded(code, signal)))
        child.once('error', (error) => {
          if (child.pid === undefined) resolve(`it could not be started: ${error.message}`)
        })
      })
      return {
        pid: child.pid,
        exited,
        send(message) {
          if (child.connected) child.send(message as object, () => undefined)
        },
        onMessage(listener) {
          child.on('message', listener)
        },
        kill() {
          child.kill('SIGKILL')
        },
      }
    },
  }
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'killed from outside (SIGKILL); the system does that when memory runs out'
  if (signal !== null) return `crashed or ended from outside (${signal})`
  return code === 0 ? 'it ended by itself' : `it ended with code ${code}`
}
