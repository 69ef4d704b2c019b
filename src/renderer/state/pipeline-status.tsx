import type { PipelineStatus } from '@shared/model/stage'
import { createContext, type ReactNode, useContext } from 'react'
import { type Feed, useFeed } from './connection/use-feed'

const PipelineStatusContext = createContext<Feed<PipelineStatus>>({ state: 'loading' })

/** One subscription for the header, the palette and the pipeline screen. */
export function PipelineStatusProvider({ children }: { children: ReactNode }) {
  const status = useFeed('pipeline', (api, signal) => api.pipeline.feed(undefined, { signal }))
  return <PipelineStatusContext value={status}>{children}</PipelineStatusContext>
}

export function usePipelineStatus(): Feed<PipelineStatus> {
  return useContext(PipelineStatusContext)
}
