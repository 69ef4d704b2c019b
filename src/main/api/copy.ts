import { backendInUse } from '@shared/model/app'
import { api } from './base'

export const copy = {
  feed: api.copy.feed.handler(async function* ({ context, signal }) {
    yield* context.copies.feed.follow(signal)
  }),
  start: api.copy.start.handler(({ context, input }) => context.copies.start(backendInUse(context.info), input.to)),
  cancel: api.copy.cancel.handler(({ context, input }) => context.copies.cancel(input.to)),
  remove: api.copy.remove.handler(({ context, input }) => context.copies.remove(backendInUse(context.info), input.to)),
}
