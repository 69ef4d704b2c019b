import type { StageStatus } from '@shared/model/stage'
import { useMemo } from 'react'
import { useCommand } from './connection/use-command'

type Switchable = Pick<StageStatus, 'id' | 'title'>

export interface PipelineSwitch {
  /** Without a stage: all of them. */
  start(stage?: Switchable): void
  stop(stage?: Switchable): void
}

export function usePipelineSwitch(): PipelineSwitch {
  const command = useCommand()
  return useMemo(
    () => ({
      start: (stage) => {
        const name = stage?.title ?? 'The pipeline'
        void command(`${name} did not start`, (api) => api.pipeline.start(stage ? { stage: stage.id } : {}))
      },
      stop: (stage) => {
        const name = stage?.title ?? 'The pipeline'
        void command(`${name} did not stop`, (api) => api.pipeline.stop(stage ? { stage: stage.id } : {}))
      },
    }),
    [command],
  )
}
