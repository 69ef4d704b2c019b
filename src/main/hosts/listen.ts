import { once } from 'node:events'
import type { Server } from 'node:http'
import { FaultError } from '@shared/model/fault'

/** Resolves once the server answers there. Throws `port-taken`, `port-refused`. */
export async function listen(server: Server, port: number, address: string): Promise<void> {
  server.listen(port, address)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw listenFault(error, port)
  })
  // A connection could not be accepted, because the process has no free file descriptor. The next ones may be.
  server.on('error', () => undefined)
}

function listenFault(error: NodeJS.ErrnoException, port: number): FaultError {
  if (error.code === 'EADDRINUSE') return new FaultError({ code: 'port-taken', port, by: null }, { cause: error })
  const reason = error.code === 'EACCES' ? 'the system keeps it for its administrator' : error.message
  return new FaultError({ code: 'port-refused', port, reason }, { cause: error })
}
