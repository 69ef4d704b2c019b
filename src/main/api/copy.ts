import type { AppInfo, ChosenBackend } from '@shared/model/app'
import { api } from './base'

export const copy = {
  feed: api.copy.feed.handler(async function* ({ context, signal }) {
    yield* context.copies.feed.follow(signal)
  }),
  start: api.copy.start.handler(({ context, input }) => context.copies.start(here(context), input.to)),
  cancel: api.copy.cancel.handler(({ context, input }) => context.copies.cancel(input.to)),
  remove: api.copy.remove.handler(({ context, input }) => context.copies.remove(here(context), input.to)),
}

function here({ info }: { readonly info: AppInfo }): ChosenBackend {
  return { backend: info.backend, environment: info.environment ?? null }
}
