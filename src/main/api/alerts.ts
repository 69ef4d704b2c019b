import { api } from './base'

/** The maximum number of notifications and deliveries that a follower gets: the newest. */
const SHOWN = 50

export const alerts = {
  feed: api.alerts.feed.handler(async function* ({ context, signal }) {
    yield* context.alerts.settings.feed.follow(signal)
  }),
  saveRule: api.alerts.saveRule.handler(async ({ context, input }) => {
    await context.alerts.settings.saveRule(input)
    return input
  }),
  removeRule: api.alerts.removeRule.handler(({ context, input }) => context.alerts.settings.removeRule(input.id)),
  saveWebhook: api.alerts.saveWebhook.handler(({ context, input }) => context.alerts.settings.saveWebhook(input)),
  removeWebhook: api.alerts.removeWebhook.handler(({ context, input }) =>
    context.alerts.settings.removeWebhook(input.id),
  ),
  test: api.alerts.test.handler(({ context, input }) =>
    'webhook' in input ? context.alerts.dispatcher.testWebhook(input.webhook) : context.alerts.dispatcher.testDesktop(),
  ),
  mute: api.alerts.mute.handler(({ context, input }) => context.alerts.settings.mute(input, context.ports.clock.now())),
  saveLimits: api.alerts.saveLimits.handler(async ({ context, input }) => {
    await context.alerts.settings.saveLimits(input)
    return input
  }),
  notices: api.alerts.notices.handler(async function* ({ context, signal }) {
    let before = ''
    for await (const _ of context.incidents.changes.follow(signal)) {
      const notices = await context.alerts.outbox.notices(SHOWN)
      const text = JSON.stringify(notices)
      if (text !== before) yield notices
      before = text
    }
  }),
  listNotices: api.alerts.listNotices.handler(async ({ context, input }) =>
    paged(input.limit, await context.alerts.outbox.listNotices({ ...input, limit: input.limit + 1 })),
  ),
  read: api.alerts.read.handler(async ({ context, input }) => {
    await context.alerts.outbox.read(input.through)
    context.incidents.changes.publish(context.incidents.changes.value + 1)
  }),
  popups: api.alerts.popups.handler(async function* ({ context, signal }) {
    yield* context.alerts.browserNotifier.follow(signal)
  }),
  deliveries: api.alerts.deliveries.handler(async function* ({ context, input, signal }) {
    let before = ''
    for await (const _ of context.incidents.changes.follow(signal)) {
      const deliveries = paged(SHOWN, await context.alerts.outbox.deliveries({ ...input, limit: SHOWN + 1 }))
      const text = JSON.stringify(deliveries)
      if (text !== before) yield deliveries
      before = text
    }
  }),
  listDeliveries: api.alerts.listDeliveries.handler(async ({ context, input }) =>
    paged(input.limit, await context.alerts.outbox.deliveries({ ...input, limit: input.limit + 1 })),
  ),
  resend: api.alerts.resend.handler(async ({ context, input }) => {
    await context.alerts.outbox.again(input.id, context.ports.clock.now())
    context.incidents.changes.publish(context.incidents.changes.value + 1)
  }),
}

function paged<T>(limit: number, found: T[]): { items: T[]; more: boolean } {
  return { items: found.slice(0, limit), more: found.length > limit }
}
