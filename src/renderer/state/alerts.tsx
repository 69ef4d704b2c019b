import type { AlertSettings, Notices } from '@shared/model/alert'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { type Feed, useFeed } from './connection/use-feed'

interface Alerts {
  readonly settings: Feed<AlertSettings>
  readonly notices: Feed<Notices>
}

const AlertsContext = createContext<Alerts>({ settings: { state: 'loading' }, notices: { state: 'loading' } })

/** One subscription for the bell and the screens. */
export function AlertsProvider({ children }: { children: ReactNode }) {
  const settings = useFeed('alert settings', (api, signal) => api.alerts.feed(undefined, { signal }))
  const notices = useFeed('notices', (api, signal) => api.alerts.notices(undefined, { signal }))
  const value = useMemo(() => ({ settings, notices }), [settings, notices])
  return <AlertsContext value={value}>{children}</AlertsContext>
}

export function useAlerts(): Alerts {
  return useContext(AlertsContext)
}
