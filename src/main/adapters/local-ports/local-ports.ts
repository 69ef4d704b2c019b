import { createServer } from 'node:net'
import type { LocalPorts } from '@main/ports/local-ports'
import { holderByLsof } from './holder-by-lsof'
import { holderByProc } from './holder-by-proc'

const LOOPBACK = '127.0.0.1'

/** Who holds a port is told where the system tells it: by `/proc` on Linux, by `lsof` on macOS, of processes of this user. */
export function localPorts(platform: NodeJS.Platform = process.platform): LocalPorts {
  return {
    async holder(port) {
      try {
        if (platform === 'linux') return await holderByProc(port)
        if (platform === 'darwin') return await holderByLsof(port)
      } catch {
        // A courtesy: that the port is taken is known already.
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
