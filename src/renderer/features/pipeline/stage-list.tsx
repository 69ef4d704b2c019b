import type { StageStatus } from '@shared/model/stage'
import { usePipelineSwitch } from '../../state/use-pipeline-switch'
import { Hop } from './hop'
import { ProducerButton } from './producer-button'
import { StageCard } from './stage-card'
import classes from './stage-list.module.css'

/** The pipeline, drawn from the list of its stages. */
export function StageList({ stages }: { stages: readonly StageStatus[] }) {
  const pipeline = usePipelineSwitch()
  return (
    <ol className={classes.stages} aria-label="Stages">
      {stages.map((stage, i) => (
        <li key={stage.id} className={classes.stage}>
          {i > 0 && <Hop into={stage} />}
          <StageCard stage={stage} stages={stages} pipeline={pipeline}>
            {stage.id === 'source' && <ProducerButton />}
          </StageCard>
        </li>
      ))}
    </ol>
  )
}
