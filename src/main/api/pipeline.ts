import { type PipelineStatus, StageId, type StageStatus } from '@shared/model/stage'
import { api } from './base'
import type { ApiContext } from './context'

const TELL_MS = 250

export const pipeline = {
  feed: api.pipeline.feed.handler(async function* ({ context, signal }) {
    for await (const stages of context.runner.feed.follow(signal)) {
      yield await statusOf(context, stages)
      await context.ports.clock.sleep(TELL_MS, signal ?? new AbortController().signal)
    }
  }),
  start: api.pipeline.start.handler(({ context, input }) => {
    context.start(input.stage ? [input.stage] : StageId.options)
  }),
  stop: api.pipeline.stop.handler(({ context, input }) => {
    context.runner.want(input.stage ? [input.stage] : StageId.options, false)
  }),
}

async function statusOf(context: ApiContext, stages: readonly StageStatus[]): Promise<PipelineStatus> {
  const [first] = context.datasets
  const rows = first ? await context.book.rows(first.name, { limit: 10 }) : []
  return {
    stages: [...stages],
    flow: flowOf(context, stages),
    eventsPerSecond: stages.find((stage) => stage.id === 'sink')?.ratePerSecond ?? 0,
    completeThrough: rows.find((row) => row.state === 'complete')?.start ?? null,
    freshnessMs: context.freshness.value.minute,
  }
}

function flowOf({ runner }: ApiContext, stages: readonly StageStatus[]): PipelineStatus['flow'] {
  const wanted = stages.filter((stage) => runner.wanted(stage.id))
  if (wanted.length === 0) return 'stopped'
  if (wanted.some((stage) => stage.state.state === 'retrying')) return 'troubled'
  return wanted.every((stage) => stage.state.state === 'running') ? 'flowing' : 'starting'
}
