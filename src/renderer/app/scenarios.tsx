import type { ScenarioEntry, ScenarioRun } from '@shared/model/scenario'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { useAnswer } from './connection/use-answer'
import { useCommand } from './connection/use-command'
import { type Feed, useFeed } from './connection/use-feed'
import { ReplaceScenario } from './replace-scenario'

interface Scenarios {
  readonly entries: Feed<ScenarioEntry[]>
  /** What runs, or was over last; null when nothing was started. */
  readonly run: Feed<ScenarioRun | null>
  /** Reads the list again, after it was changed. */
  reload(): void
  /** Asks first where that ends another one. */
  start(entry: Pick<ScenarioEntry, 'origin' | 'id'>, name: string): void
}

interface Asked {
  readonly entry: Pick<ScenarioEntry, 'origin' | 'id'>
  readonly name: string
}

const ScenariosContext = createContext<Scenarios>({
  entries: { state: 'loading' },
  run: { state: 'loading' },
  reload: () => {},
  start: () => {},
})

/** One list and one subscription for the navigation, the palette and the screen. */
export function ScenariosProvider({ children }: { children: ReactNode }) {
  const [version, setVersion] = useState(0)
  const entries = useAnswer('scenarios', (api) => api.scenarios.list(), version)
  const run = useFeed('scenario run', (api, signal) => api.scenarios.feed(undefined, { signal }))
  const reload = useCallback(() => setVersion((n) => n + 1), [])
  const command = useCommand()
  const [asked, setAsked] = useState<Asked | null>(null)
  const running = run.state === 'live' && run.value !== null && run.value.state !== 'over' ? run.value.scenario : null
  const startNow = useCallback(
    ({ entry: { origin, id }, name }: Asked) => {
      setAsked(null)
      void command(`${name} did not start`, (api) => api.scenarios.start({ origin, id }))
    },
    [command],
  )
  const start = useCallback(
    (entry: Asked['entry'], name: string) => (running === null ? startNow : setAsked)({ entry, name }),
    [running, startNow],
  )
  const value = useMemo(() => ({ entries, run, reload, start }), [entries, run, reload, start])
  return (
    <ScenariosContext value={value}>
      {children}
      <ReplaceScenario
        next={asked?.name ?? null}
        running={running ?? 'The scenario'}
        onConfirm={() => asked && startNow(asked)}
        onClose={() => setAsked(null)}
      />
    </ScenariosContext>
  )
}

export function useScenarios(): Scenarios {
  return useContext(ScenariosContext)
}
