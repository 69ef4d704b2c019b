import { refusalOf } from '@main/pipeline/history-job'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { HISTORY_RATE } from '@shared/model/history'
import { StageId } from '@shared/model/stage'
import { api } from './base'
import { polled } from './polled'

const POLL_MS = 250

export const history = {
  feed: api.history.feed.handler(async function* ({ context, signal }) {
    const state = async () => {
      const job = context.history.feed.value
      return { job, refused: refusalOf(job, context.windows.tracker.known(DEFAULT_DATASET)) }
    }
    yield* polled(state, context.ports.clock, POLL_MS, signal)
  }),
  start: api.history.start.handler(async ({ context }) => {
    await context.windows.tracker.refresh(DEFAULT_DATASET)
    const isFirst = context.history.feed.value === null
    const { rate: set } = context.settings.feed.value.producer
    const rate = set === 'max' ? HISTORY_RATE : Math.min(set, HISTORY_RATE)
    await context.history.start({ rate, known: context.windows.tracker.known(DEFAULT_DATASET) })
    // The live events go on at the rate of the history: another rate would look like an anomaly.
    if (isFirst && rate !== set) await context.settings.change({ producer: { rate } })
    context.flow.start(StageId.options)
  }),
  cancel: api.history.cancel.handler(({ context }) => context.history.cancel()),
}
