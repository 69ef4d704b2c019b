import type { Analyser } from '@main/ports/analyser'
import type { Engine } from '@shared/model/settings'

/** The engine that the settings name at the moment of each use. */
export function chosenAnalyser(chosen: () => Engine, engines: Readonly<Record<Engine, Analyser>>): Analyser {
  const now = () => engines[chosen()]
  return {
    get title() {
      return now().title
    },
    get atOnce() {
      return now().atOnce
    },
    get readsStore() {
      return now().readsStore
    },
    analyse: (...args) => now().analyse(...args),
  }
}
