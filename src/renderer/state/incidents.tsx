import type { ListedIncident } from '@shared/model/alarm'
import { createContext, type ReactNode, useContext } from 'react'
import { type Feed, useReducedFeed } from './connection/use-feed'

interface OpenIncidents {
  readonly open: readonly ListedIncident[]
  /** Changes with every change of any incident: earlier answers are then out of date. */
  readonly version: number
}

const IncidentsContext = createContext<Feed<OpenIncidents>>({ state: 'loading' })

/** One subscription for the navigation, the charts and the screens. */
export function IncidentsProvider({ children }: { children: ReactNode }) {
  const incidents = useReducedFeed<ListedIncident[], OpenIncidents>(
    'open incidents',
    (api, signal) => api.incidents.open(undefined, { signal }),
    (before, open) => ({ open, version: (before?.version ?? performance.now()) + 1 }),
  )
  return <IncidentsContext value={incidents}>{children}</IncidentsContext>
}

/** The open incidents and alarms, newest first. */
export function useIncidents(): Feed<OpenIncidents> {
  return useContext(IncidentsContext)
}
