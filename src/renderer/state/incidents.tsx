import type { Incident } from '@shared/model/incident'
import { createContext, type ReactNode, useContext } from 'react'
import { type Feed, useReducedFeed } from './connection/use-feed'

interface OpenIncidents {
  readonly open: readonly Incident[]
  /** Another one with every change of any incident: what was asked before is to be asked again. */
  readonly version: number
}

const IncidentsContext = createContext<Feed<OpenIncidents>>({ state: 'loading' })

/** One subscription for the navigation, the charts and the screens. */
export function IncidentsProvider({ children }: { children: ReactNode }) {
  const incidents = useReducedFeed<Incident[], OpenIncidents>(
    'open incidents',
    (api, signal) => api.incidents.open(undefined, { signal }),
    (before, open) => ({ open, version: (before?.version ?? performance.now()) + 1 }),
  )
  return <IncidentsContext value={incidents}>{children}</IncidentsContext>
}

/** Those that have not ended, newest first. */
export function useIncidents(): Feed<OpenIncidents> {
  return useContext(IncidentsContext)
}
