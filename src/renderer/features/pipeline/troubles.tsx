import { faultMessage } from '@shared/model/fault-message'
import type { StageStatus } from '@shared/model/stage'
import { Problem } from '../../ui/problem'
import { stateWords } from './state-words'

/** The stages that cannot work right now, each with its reason. */
export function Troubles({ stages }: { stages: readonly StageStatus[] }) {
  return stages.map((stage) =>
    stage.state.state === 'retrying' ? (
      <Problem
        key={stage.id}
        title={`${stage.title} tries ${stateWords(stage.state, stages)}`}
        message={faultMessage(stage.state.fault)}
      />
    ) : null,
  )
}
