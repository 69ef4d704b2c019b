import { createServer } from 'node:net'
import type { LocalPorts } from '@main/ports/local-ports'
import { holderByLsof } from './holder-by-lsof'
import { holderByProc } from './holder-by-proc'

const LOOPBACK = '127.0.0.1'

/** Names the process that uses a port where the system reports it: `/proc` on Linux, `lsof` on macOS, only for processes of this user. */
export function localPorts(platform: NodeJS.Platform = process.platform): LocalPorts {
  return {
    async holder(port) {
      try {
        if (platform === 'linux') return await holderByProc(port)
        if (platform === 'darwin') return await holderByLsof(port)
      } catch {
        // The name is optional: it is already known that the port is taken.
      }
      return null
    },
    isFree: (port) =>
      new Promise((resolve) => {
        const server = createServer()
        server.once('error', () => resolve(false))
        server.listen({ port, host: LOOPBACK, exclusive: true }, () => server.close(() => resolve(true)))
      }),
  }
}
