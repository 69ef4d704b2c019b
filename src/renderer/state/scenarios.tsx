import type { ScenarioEntry, ScenarioRun } from '@shared/model/scenario'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { useAnswer } from './connection/use-answer'
import { useCommand } from './connection/use-command'
import { type Feed, useFeed } from './connection/use-feed'

type Entry = Pick<ScenarioEntry, 'origin' | 'id'>

/** A start that waits for confirmation, because it would end the running scenario. */
interface Replacement {
  readonly next: string
  readonly running: string
  confirm(): void
  cancel(): void
}

interface Scenarios {
  readonly entries: Feed<ScenarioEntry[]>
  /** The scenario that is running or ended last; null when none was started. */
  readonly run: Feed<ScenarioRun | null>
  /** Loads the list again after a change. */
  reload(): void
  /** Starts a scenario; if that would end another one, `replacement` asks first. */
  start(entry: Entry, name: string): void
  readonly replacement: Replacement | null
}

const ScenariosContext = createContext<Scenarios>({
  entries: { state: 'loading' },
  run: { state: 'loading' },
  reload: () => {},
  start: () => {},
  replacement: null,
})

/** One list and one subscription for the navigation, the palette and the screen. */
export function ScenariosProvider({ children }: { children: ReactNode }) {
  const [version, setVersion] = useState(0)
  const entries = useAnswer('scenarios', (api) => api.scenarios.list(), version)
  const run = useFeed('scenario run', (api, signal) => api.scenarios.feed(undefined, { signal }))
  const reload = useCallback(() => setVersion((n) => n + 1), [])
  const command = useCommand()
  const [waiting, setWaiting] = useState<{ entry: Entry; name: string } | null>(null)
  const running = run.state === 'live' && run.value !== null && run.value.state !== 'over' ? run.value.scenario : null
  const startNow = useCallback(
    ({ origin, id }: Entry, name: string) => {
      void command(`${name} did not start`, (api) => api.scenarios.start({ origin, id }))
    },
    [command],
  )
  const start = useCallback(
    (entry: Entry, name: string) => {
      if (running === null) startNow(entry, name)
      else setWaiting({ entry, name })
    },
    [running, startNow],
  )
  const replacement = useMemo<Replacement | null>(() => {
    if (!waiting) return null
    const cancel = () => setWaiting(null)
    const confirm = () => {
      cancel()
      startNow(waiting.entry, waiting.name)
    }
    return { next: waiting.name, running: running ?? 'The scenario', confirm, cancel }
  }, [waiting, running, startNow])
  const value = useMemo(
    () => ({ entries, run, reload, start, replacement }),
    [entries, run, reload, start, replacement],
  )
  return <ScenariosContext value={value}>{children}</ScenariosContext>
}

export function useScenarios(): Scenarios {
  return useContext(ScenariosContext)
}
