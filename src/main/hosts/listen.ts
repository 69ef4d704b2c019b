import type { Server } from 'node:http'
import { FaultError } from '@shared/model/fault'

/** Resolves once the server answers there. Throws `port-taken`, `port-refused`. */
export async function listen(server: Server, port: number, address: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenFault(error, port))
    })
    server.listen(port, address, resolve)
  })
}

function listenFault(error: NodeJS.ErrnoException, port: number): FaultError {
  if (error.code === 'EADDRINUSE') return new FaultError({ code: 'port-taken', port, by: null }, { cause: error })
  const reason = error.code === 'EACCES' ? 'the system keeps it for its administrator' : error.message
  return new FaultError({ code: 'port-refused', port, reason }, { cause: error })
}
