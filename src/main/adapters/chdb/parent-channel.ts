import type { FromServer, ToServer } from './messages.ts'

/** How a child process receives messages from its parent, whether Node or Electron started it. */
export interface ParentChannel {
  send(message: FromServer): void
  onMessage(listener: (message: ToServer) => void): void
  /** Called once, when the parent has ended. */
  onLost(listener: () => void): void
}

/** Electron's side of a utility process. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

const POLL_MS = 500

export function parentChannel(): ParentChannel {
  const port = (process as { parentPort?: ParentPort }).parentPort
  return {
    send(message) {
      if (port) port.postMessage(message)
      else process.send?.(message)
    },
    onMessage(listener) {
      if (port) port.on('message', ({ data }) => listener(data as ToServer))
      else process.on('message', (message) => listener(message as ToServer))
    },
    onLost(listener) {
      process.once('disconnect', listener)
      // Electron does not report the end of a parent; an orphan gets another parent process id.
      const parent = process.ppid
      const timer = setInterval(() => {
        if (process.ppid === parent) return
        clearInterval(timer)
        listener()
      }, POLL_MS)
      timer.unref()
    },
  }
}
