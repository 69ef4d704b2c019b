import { createContext, type ReactNode, useContext, useEffect, useSyncExternalStore } from 'react'
import type { Api, Connection, ConnectionStatus } from './connection'

const ConnectionContext = createContext<Connection | null>(null)

/** Keeps the connection open while it is mounted. */
export function ConnectionProvider({ connection, children }: { connection: Connection; children: ReactNode }) {
  useEffect(() => {
    const stop = new AbortController()
    void connection.keep(stop.signal)
    return () => stop.abort()
  }, [connection])
  return <ConnectionContext value={connection}>{children}</ConnectionContext>
}

function useConnection(): Connection {
  const connection = useContext(ConnectionContext)
  if (!connection) throw new Error('useConnection needs a ConnectionProvider above it')
  return connection
}

export function useApi(): Api {
  return useConnection().api
}

export function useConnectionStatus(): ConnectionStatus {
  const connection = useConnection()
  return useSyncExternalStore(connection.subscribe, connection.status)
}
