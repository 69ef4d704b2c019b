import type { ServicesStatus } from '@shared/model/service'
import { createContext, type ReactNode, useContext } from 'react'
import { type Feed, useReducedFeed } from './connection/use-feed'

const ServicesStatusContext = createContext<Feed<ServicesStatus>>({ state: 'loading' })

/** One subscription for the navigation, the header, the palette and the screens of the services. */
export function ServicesStatusProvider({ children }: { children: ReactNode }) {
  const status = useReducedFeed<ServicesStatus, ServicesStatus>(
    'services',
    (api, signal) => api.services.feed(undefined, { signal }),
    keepUnchanged,
  )
  return <ServicesStatusContext value={status}>{children}</ServicesStatusContext>
}

export function useServicesStatus(): Feed<ServicesStatus> {
  return useContext(ServicesStatusContext)
}

/** An unchanged service stays the same object, so that its row need not be drawn again. */
function keepUnchanged(before: ServicesStatus | null, status: ServicesStatus): ServicesStatus {
  const known = new Map(before?.services.map((service) => [JSON.stringify(service), service]))
  return { ...status, services: status.services.map((service) => known.get(JSON.stringify(service)) ?? service) }
}
