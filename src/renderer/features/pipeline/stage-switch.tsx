import { ActionIcon, Tooltip } from '@mantine/core'
import type { StageState, StageStatus } from '@shared/model/stage'
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react'
import { memo } from 'react'
import type { PipelineSwitch } from '../../state/use-pipeline-switch'

interface StageSwitchProps extends Pick<StageStatus, 'id' | 'title'> {
  state: StageState['state']
  pipeline: PipelineSwitch
}

/** Starts or stops one stage. */
export const StageSwitch = memo(function StageSwitch({ id, title, state, pipeline }: StageSwitchProps) {
  const stopped = state === 'stopped'
  const label = `${stopped ? 'Start' : 'Stop'} ${title}`
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={label}
        disabled={state === 'stopping'}
        onClick={() => (stopped ? pipeline.start({ id, title }) : pipeline.stop({ id, title }))}
      >
        {stopped ? <IconPlayerPlayFilled size={13} /> : <IconPlayerStopFilled size={13} />}
      </ActionIcon>
    </Tooltip>
  )
})
