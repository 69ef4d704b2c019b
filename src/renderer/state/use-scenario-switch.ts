import type { ScenarioEntry } from '@shared/model/scenario'
import { useMemo } from 'react'
import { useCommand } from './connection/use-command'
import { useScenarios } from './scenarios'

export interface ScenarioSwitch {
  /** Asks first if that ends another scenario. */
  start(entry: Pick<ScenarioEntry, 'origin' | 'id'>, name: string): void
  /** Ends the running scenario, or dismisses one that has ended. */
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
