import { refusalOf } from '@main/pipeline/kept-history'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { HISTORY_RATE } from '@shared/model/history'
import { StageId } from '@shared/model/stage'
import { api } from './base'
import { polled } from './throttle-and-poll'

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
    const { tracker } = context.windows
    await tracker.refresh(DEFAULT_DATASET)
    const known = tracker.known(DEFAULT_DATASET)
    const job = context.history.feed.value
    const refused = refusalOf(job, known)
    if (refused) throw new FaultError(refused)
    const { rate: set } = context.settings.feed.value.producer
    const rate = set === 'max' ? HISTORY_RATE : Math.min(set, HISTORY_RATE)
    // The live events continue at the rate of the history: another rate would be an anomaly, also after a kill in between.
    if (!job && rate !== set) await context.settings.change({ producer: { rate } })
    await context.history.start({ rate, known })
    context.flow.start(StageId.options)
  }),
  cancel: api.history.cancel.handler(({ context }) => context.history.cancel()),
}
