import type { ScenarioEntry } from '@shared/model/scenario'
import { useMemo } from 'react'
import { useCommand } from './connection/use-command'
import { useScenarios } from './scenarios'

export interface ScenarioSwitch {
  /** Asks first where that ends another one. */
  start(entry: Pick<ScenarioEntry, 'origin' | 'id'>, name: string): void
  /** Ends the one that runs, or puts one that is over aside. */
  stop(): void
}

export function useScenarioSwitch(): ScenarioSwitch {
  const command = useCommand()
  const { start } = useScenarios()
  return useMemo(
    () => ({
      start,
      stop: () => {
        void command('The scenario did not stop', (api) => api.scenarios.stop())
      },
    }),
    [command, start],
  )
}
