import { api } from './base'

export const guide = {
  feed: api.guide.feed.handler(async function* ({ context, signal }) {
    yield* context.guide.feed.follow(signal)
  }),
  change: api.guide.change.handler(({ context, input }) => context.guide.change(input)),
}
