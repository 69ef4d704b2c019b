import type { ServiceState } from '@shared/model/service'
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

/** Whoever waits for a service in one of these states is starting, not in trouble. */
const ON_ITS_WAY: ReadonlySet<ServiceState['state']> = new Set(['waiting', 'pulling', 'building', 'starting'])

async function statusOf(context: ApiContext, stages: readonly StageStatus[]): Promise<PipelineStatus> {
  const [first] = context.datasets
  const rows = first ? await context.book.rows(first.name, { limit: 10 }) : []
  return {
    stages: [...stages],
    datasetTroubles: context.troubles.list(),
    flow: flowOf(context, stages),
    eventsPerSecond: stages.find((stage) => stage.id === 'sink')?.ratePerSecond ?? 0,
    completeThrough: rows.find((row) => row.state === 'complete')?.start ?? null,
    freshnessMs: context.freshness.value.minute,
  }
}

function flowOf({ runner, services }: ApiContext, stages: readonly StageStatus[]): PipelineStatus['flow'] {
  const wanted = stages.filter((stage) => runner.wanted(stage.id))
  if (wanted.length === 0) return 'stopped'
  const onTheirWay = services.feed.value.services.some(({ wanted, state }) => wanted && ON_ITS_WAY.has(state.state))
  const troubled = wanted.some(
    ({ state }) => state.state === 'retrying' && !(onTheirWay && state.fault.code === 'service-away'),
  )
  if (troubled) return 'troubled'
  if (wanted.length < stages.length) return 'held'
  return wanted.every((stage) => stage.state.state === 'running') ? 'flowing' : 'starting'
}
