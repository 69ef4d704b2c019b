import { api } from './base'

export const copy = {
  feed: api.copy.feed.handler(async function* ({ context, signal }) {
    yield* context.copies.feed.follow(signal)
  }),
  start: api.copy.start.handler(({ context, input }) => context.copies.start(context.info.backend, input.to)),
  cancel: api.copy.cancel.handler(({ context, input }) => context.copies.cancel(input.to)),
  remove: api.copy.remove.handler(({ context, input }) => context.copies.remove(context.info.backend, input.to)),
}
