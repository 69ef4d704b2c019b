import { flowState } from '@main/pipeline/overall-flow-state'
import type { DatasetName } from '@shared/model/dataset'
import type { ServiceState } from '@shared/model/service'
import { type PipelineStatus, StageId, type StageStatus } from '@shared/model/stage'
import type { WindowStart } from '@shared/model/window'
import { api } from './base'
import type { ApiContext } from './context'
import { throttled } from './throttle-and-poll'

const UPDATE_MS = 250

export const pipeline = {
  feed: api.pipeline.feed.handler(async function* ({ context, signal }) {
    const feed = throttled(context.flow.runner.feed, context.ports.clock, UPDATE_MS, signal)
    for await (const stages of feed) yield await statusOf(context, stages)
  }),
  start: api.pipeline.start.handler(({ context, input }) => {
    context.flow.start(input.stage ? [input.stage] : StageId.options)
  }),
  stop: api.pipeline.stop.handler(({ context, input }) => {
    context.flow.runner.want(input.stage ? [input.stage] : StageId.options, false)
  }),
}

/** A stage that waits for a service in one of these states is starting, not failing. */
const ON_ITS_WAY: ReadonlySet<ServiceState['state']> = new Set(['waiting', 'pulling', 'building', 'starting'])

/** The state of the whole pipeline in one word. */
export function flowNow({ flow: { runner }, services }: ApiContext, stages: readonly StageStatus[]) {
  return flowState({
    stages,
    wanted: runner.wanted,
    servicesStart: services.feed.value.services.some(({ wanted, state }) => wanted && ON_ITS_WAY.has(state.state)),
  })
}

/** The newest complete window of the first dataset, or null while there is none. */
export async function lastComplete({
  datasets: [first],
  windows,
}: Pick<ApiContext, 'datasets' | 'windows'>): Promise<{ dataset: DatasetName; window: WindowStart } | null> {
  if (!first) return null
  const rows = await windows.tracker.rows(first.name, { limit: 10 })
  const row = rows.find(({ state }) => state === 'complete')
  return row ? { dataset: first.name, window: row.start } : null
}

async function statusOf(context: ApiContext, stages: readonly StageStatus[]): Promise<PipelineStatus> {
  const last = await lastComplete(context)
  return {
    stages: [...stages],
    datasetTroubles: context.flow.troubles.list(),
    flow: flowNow(context, stages),
    eventsPerSecond: stages.find((stage) => stage.id === 'sink')?.ratePerSecond ?? 0,
    completeThrough: last?.window ?? null,
    freshnessMs: context.flow.freshness.value.minute,
  }
}
