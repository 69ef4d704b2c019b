import { notifications } from '@mantine/notifications'
import { ORPCError } from '@orpc/client'
import type { Backend } from '@shared/model/app'
import type { EnvironmentName } from '@shared/model/environment'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { nameOfBackend } from './backends'
import { useApi, useConnectionStatus } from './connection/connection-context'
import { errorWords } from './connection/error-words'

interface BackendSwitch {
  /** The backend that is being switched to; null while no switch is running. */
  readonly target: Backend | null
  /** Resolves to the reason if it was refused, or to null once the switch has started. */
  change(target: Backend, environment?: EnvironmentName): Promise<string | null>
}

interface Going {
  readonly target: Backend
  readonly environment: EnvironmentName | undefined
  /** The connection over which it was asked for. */
  readonly from: number | null
}

const BackendSwitchContext = createContext<BackendSwitch>({ target: null, change: () => Promise.resolve(null) })

/**
 * A change of the backend closes the connection to main, which opens a new one over the next backend. A lost connection is no
 * error meanwhile; the switch ends when the new connection reports its backend.
 */
export function BackendSwitchProvider({ children }: { children: ReactNode }) {
  const api = useApi()
  const status = useConnectionStatus()
  const line = status.state === 'open' ? status.line : null
  const [going, setGoing] = useState<Going | null>(null)

  useEffect(() => {
    if (!going || line === null || line === going.from) return
    let left = false
    api.app.info().then(
      ({ backend, environment }) => {
        if (left) return
        setGoing(null)
        if (backend === going.target && (going.environment ?? environment) === environment) return
        notifications.show({
          title: `${nameOfBackend({ backend: going.target, environment: going.environment })} could not be opened`,
          message: `Millrace continues with ${nameOfBackend({ backend, environment })}. The reason is on the Log card of the Pipeline screen.`,
          color: 'red',
          autoClose: 12_000,
        })
      },
      // The connection broke again; the next one is asked.
      () => {},
    )
    return () => {
      left = true
    }
  }, [api, line, going])

  const value = useMemo<BackendSwitch>(
    () => ({
      target: going?.target ?? null,
      async change(target, environment) {
        setGoing({ target, environment, from: line })
        try {
          await api.settings.change({ backend: target, ...(environment !== undefined && { environment }) })
        } catch (thrown) {
          // If the connection closes before the answer arrives, the switch itself has closed it.
          if (!(thrown instanceof ORPCError)) return null
          setGoing(null)
          return errorWords(thrown)
        }
        return null
      },
    }),
    [api, going, line],
  )
  return <BackendSwitchContext value={value}>{children}</BackendSwitchContext>
}

export function useBackendSwitch(): BackendSwitch {
  return useContext(BackendSwitchContext)
}
