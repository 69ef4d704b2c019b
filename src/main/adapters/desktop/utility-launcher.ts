import { fileURLToPath } from 'node:url'
import type { Child, ChildLauncher } from '@main/ports/child-launcher'
import { utilityProcess } from 'electron'

/** Child processes of an Electron app: `fork` needs the runAsNode fuse, which releases have switched off. */
export function utilityLauncher(log: (name: string, line: string) => void): ChildLauncher {
  return {
    launch(module, name): Child {
      const child = utilityProcess.fork(fileURLToPath(module), [], { serviceName: `Millrace ${name}`, stdio: 'pipe' })
      child.stdout?.on('data', (chunk: Buffer) => log(name, chunk.toString('utf8').trimEnd()))
      child.stderr?.on('data', (chunk: Buffer) => log(name, chunk.toString('utf8').trimEnd()))
      const exited = new Promise<string>((resolve) => {
        child.once('exit', (code) => resolve(code === 0 ? 'it ended by itself' : `it ended with code ${code}`))
      })
      return {
        get pid() {
          return child.pid
        },
        exited,
        send: (message) => child.postMessage(message),
        onMessage: (listener) => void child.on('message', listener),
        kill: () => void (child.pid !== undefined && process.kill(child.pid, 'SIGKILL')),
      }
    },
  }
}
