import { api } from './base'

export const score = {
  start: api.score.start.handler(async ({ context, input }) => {
    const { scenarios, ...flow } = input
    context.scores.start({ ...flow, scenarios: await Promise.all(scenarios.map((ref) => context.scenarios.get(ref))) })
  }),
  cancel: api.score.cancel.handler(({ context }) => context.scores.cancel()),
  feed: api.score.feed.handler(({ context, signal }) => context.scores.status.follow(signal)),
}
