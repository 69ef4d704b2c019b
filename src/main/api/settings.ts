import { api } from './base'

export const settings = {
  feed: api.settings.feed.handler(async function* ({ context, signal }) {
    yield* context.settings.feed.follow(signal)
  }),
  change: api.settings.change.handler(({ context, input }) => {
    const inForce = context.settings.feed.value
    const { backend = inForce.backend, environment = inForce.environment } = input
    if (input.backend !== undefined || input.environment !== undefined) context.copies.refuse(backend, environment)
    return context.settings.change(input)
  }),
}
