import { api } from './base'
import { datasetOf } from './dataset-of'

export const live = {
  feed: api.live.feed.handler(async function* ({ context, input, signal }) {
    yield* context.flow.live.follow(datasetOf(context, input.dataset).name, signal)
  }),
}
