import type { StageStatus } from '@shared/model/stage'
import { usePipelineSwitch } from '../../state/use-pipeline-switch'
import { formatShort } from '../../ui/format/numbers'
import hop from './hop.module.css'
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

/** The connection into a stage: its rate, and whether it is moving. */
function Hop({ into: { state, figures, ratePerSecond } }: { into: StageStatus }) {
  const windows = figures.unit === 'windows'
  const rate = windows ? `${formatShort(ratePerSecond * 60, 2)}/min` : `${formatShort(ratePerSecond, 2)}/s`
  const flows = state.state === 'running' && (windows || ratePerSecond > 0)
  return (
    <div className={hop.hop} data-flows={flows || undefined}>
      <span className={hop.rate}>{rate}</span>
    </div>
  )
}
