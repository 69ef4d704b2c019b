import type { ScenarioEntry } from '@shared/model/scenario'
import { useMemo } from 'react'
import { useCommand } from './connection/use-command'

export interface ScenarioSwitch {
  start(entry: Pick<ScenarioEntry, 'origin' | 'id'>, name: string): void
  /** Ends the one that runs, or puts one that is over aside. */
  stop(): void
}

export function useScenarioSwitch(): ScenarioSwitch {
  const command = useCommand()
  return useMemo(
    () => ({
      start: ({ origin, id }, name) => {
        void command(`${name} did not start`, (api) => api.scenarios.start({ origin, id }))
      },
      stop: () => {
        void command('The scenario did not stop', (api) => api.scenarios.stop())
      },
    }),
    [command],
  )
}
