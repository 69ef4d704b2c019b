import { assertNever } from '@shared/model/assert-never'
import type { StageState, StageStatus } from '@shared/model/stage'
import { formatSecond } from '../../ui/format/time'

/** A stage's state in the words of its card. */
export function stateWords(state: StageState, stages: readonly Pick<StageStatus, 'id' | 'title'>[]): string {
  switch (state.state) {
    case 'stopped':
    case 'starting':
    case 'running':
    case 'stopping':
      return state.state
    case 'waiting':
      return `waiting for ${stages.find((stage) => stage.id === state.for)?.title ?? state.for}`
    case 'retrying': {
      const missed = missedService(state)
      return missed === null ? `retrying at ${formatSecond(state.at)}` : `waiting for ${missed}`
    }
    default:
      return assertNever(state)
  }
}

/** The service that a stage waits for; null when it waits for something else. */
export function missedService(state: StageState): string | null {
  return state.state === 'retrying' && state.fault.code === 'service-away' ? state.fault.service : null
}
