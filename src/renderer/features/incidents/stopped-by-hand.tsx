import { Button } from '@mantine/core'
import { usePipelineStatus } from '../../state/pipeline-status'
import { usePipelineSwitch } from '../../state/use-pipeline-switch'
import { Problem } from '../../ui/problem'

/** Reminds of stages that a person has stopped, for as long as they are: they raise no alarm. */
export function StoppedByHand() {
  const status = usePipelineStatus()
  const pipeline = usePipelineSwitch()
  if (status.state !== 'live') return null
  const { flow, stages } = status.value
  const stopped = stages.filter(({ state }) => state.state === 'stopped' || state.state === 'stopping')
  if ((flow !== 'held' && flow !== 'stopped') || stopped.length === 0) return null
  const all = stopped.length === stages.length
  const names = stopped.map(({ title }) => title).join(', ')
  return (
    <Problem
      title={all ? 'The pipeline is stopped by hand' : `Stopped by hand: ${names}`}
      message={
        all
          ? 'No events flow, and no alarms are raised about it.'
          : 'Events wait there. Until you start it again, waiting events and incomplete windows raise no alarm.'
      }
      action={
        <Button size="xs" onClick={() => (all ? [undefined] : stopped).map((stage) => pipeline.start(stage))}>
          Start
        </Button>
      }
    />
  )
}
