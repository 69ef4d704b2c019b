import { api } from './base'

export const settings = {
  feed: api.settings.feed.handler(async function* ({ context, signal }) {
    yield* context.settings.feed.follow(signal)
  }),
  change: api.settings.change.handler(({ context, input }) => context.settings.change(input)),
}
