import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { usePipelineStatus } from '../state/pipeline-status'
import { usePipelineSwitch } from '../state/use-pipeline-switch'
import { Problem } from '../ui/problem'

interface StoreProblemProps {
  title: string
  message: string
  action?: ReactNode
  /** The store runs again: repeat the call. */
  onRunning(): void
}

/** Why the store did not answer; if it is stopped, with a button that starts it. */
export function StoreProblem({ title, message, action, onRunning }: StoreProblemProps) {
  const status = usePipelineStatus()
  const pipeline = usePipelineSwitch()
  const store = status.state === 'live' ? status.value.stages.find(({ id }) => id === 'store') : undefined
  const state = store?.state.state
  const before = useRef(state)
  useEffect(() => {
    if (state === 'running' && before.current !== undefined && before.current !== 'running') onRunning()
    before.current = state
  }, [state, onRunning])
  if (store === undefined || state !== 'stopped') return <Problem title={title} message={message} action={action} />
  return (
    <Problem
      title="The store is stopped"
      message="Start it to read its rows. Stored events are kept."
      action={
        <Button size="xs" onClick={() => pipeline.start(store)}>
          Start store
        </Button>
      }
    />
  )
}
