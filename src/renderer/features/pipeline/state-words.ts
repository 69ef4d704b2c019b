import { assertNever } from '@shared/model/assert-never'
import type { StageState, StageStatus } from '@shared/model/stage'
import { formatSecond } from '../../ui/format/time'

/** A stage's state as the card says it. */
export function stateWords(state: StageState, stages: readonly Pick<StageStatus, 'id' | 'title'>[]): string {
  switch (state.state) {
    case 'stopped':
    case 'starting':
    case 'running':
    case 'stopping':
      return state.state
    case 'waiting':
      return `waits for ${stages.find((stage) => stage.id === state.for)?.title ?? state.for}`
    case 'retrying':
      return `again at ${formatSecond(state.at)}`
    default:
      return assertNever(state)
  }
}
