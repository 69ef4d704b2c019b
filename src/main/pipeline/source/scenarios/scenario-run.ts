import { bucketOf, DEFAULT_DATASET } from '@shared/model/dataset'
import type { DisturbanceState, RunningScenario, ScenarioRun } from '@shared/model/scenario'
import { groundTruthKey } from './ground-truth'

/** A started scenario and its state at `now`. */
export function scenarioRun(running: RunningScenario, now: number, flowing: boolean): ScenarioRun {
  const { scenario, startedAt } = running
  const disturbances = scenario.disturbances.map((disturbance) => {
    const from = startedAt + disturbance.startSeconds * 1_000
    const to = from + disturbance.lengthSeconds * 1_000
    return { disturbance, from, to, state: stateAt(now, from, to) }
  })
  const endsAt = Math.max(...disturbances.map(({ to }) => to))
  const begins = Math.min(...disturbances.map(({ from }) => from))
  return {
    scenario: scenario.name,
    startedAt,
    endsAt,
    state: stateAt(now, begins, endsAt),
    disturbances,
    flowing,
    truth: { bucket: bucketOf(DEFAULT_DATASET), key: groundTruthKey(running) },
  }
}

function stateAt(now: number, from: number, to: number): DisturbanceState {
  if (now < from) return 'upcoming'
  return now < to ? 'on' : 'over'
}
