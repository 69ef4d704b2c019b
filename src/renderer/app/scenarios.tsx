import type { ScenarioEntry, ScenarioRun } from '@shared/model/scenario'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { useAnswer } from './connection/use-answer'
import { type Feed, useFeed } from './connection/use-feed'

interface Scenarios {
  readonly entries: Feed<ScenarioEntry[]>
  /** What runs, or was over last; null when nothing was started. */
  readonly run: Feed<ScenarioRun | null>
  /** Reads the list again, after it was changed. */
  reload(): void
}

const ScenariosContext = createContext<Scenarios>({
  entries: { state: 'loading' },
  run: { state: 'loading' },
  reload: () => {},
})

/** One list and one subscription for the navigation, the palette and the screen. */
export function ScenariosProvider({ children }: { children: ReactNode }) {
  const [version, setVersion] = useState(0)
  const entries = useAnswer('scenarios', (api) => api.scenarios.list(), version)
  const run = useFeed('scenario run', (api, signal) => api.scenarios.feed(undefined, { signal }))
  const reload = useCallback(() => setVersion((n) => n + 1), [])
  const value = useMemo(() => ({ entries, run, reload }), [entries, run, reload])
  return <ScenariosContext value={value}>{children}</ScenariosContext>
}

export function useScenarios(): Scenarios {
  return useContext(ScenariosContext)
}
