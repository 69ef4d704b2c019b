import { refusalOf } from '@main/pipeline/history-job'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { StageId } from '@shared/model/stage'
import { api } from './base'
import type { ApiContext } from './context'
import { polled } from './polled'

const POLL_MS = 250

export const history = {
  feed: api.history.feed.handler(async function* ({ context, signal }) {
    const state = async () => {
      const job = context.history.feed.value
      return { job, refused: refusalOf(job, wishOf(context)) }
    }
    yield* polled(state, context.ports.clock, POLL_MS, signal)
  }),
  start: api.history.start.handler(async ({ context }) => {
    await context.windows.tracker.refresh(DEFAULT_DATASET)
    await context.history.start(wishOf(context))
    context.flow.start(StageId.options)
  }),
  cancel: api.history.cancel.handler(({ context }) => context.history.cancel()),
}

function wishOf({ settings, windows }: Pick<ApiContext, 'settings' | 'windows'>) {
  return { rate: settings.feed.value.producer.rate, known: windows.tracker.known(DEFAULT_DATASET) }
}
