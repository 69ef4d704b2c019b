import { credentialsOf, loginVariables } from '@main/services/credentials'
import { idsOfProfile, type ServiceId } from '@shared/model/service'
import { api } from './base'
import type { ApiContext } from './context'
import { throttled } from './throttle-and-poll'

/** The minimum time between two updates, ms: a pull changes faster than a person can read. */
const UPDATE_MS = 250

interface Some {
  readonly service?: ServiceId | undefined
  readonly profile?: string | undefined
}

const named = ({ services }: Pick<ApiContext, 'services'>, { service, profile }: Some): ServiceId[] | null => {
  if (service !== undefined) return [service]
  if (profile === undefined) return null
  return idsOfProfile(services.stack.value.services, profile)
}

export const services = {
  feed: api.services.feed.handler(async function* ({ context, signal }) {
    yield* throttled(context.services.feed, context.ports.clock, UPDATE_MS, signal)
  }),
  usage: api.services.usage.handler(async function* ({ context, signal }) {
    yield* context.services.usage.follow(signal)
  }),
  preflight: api.services.preflight.handler(({ context, signal }) => context.services.runPreflight(signal)),
  start: api.services.start.handler(({ context, input }) => context.services.start(named(context, input))),
  stop: api.services.stop.handler(({ context, input }) => context.services.stop(named(context, input))),
  restart: api.services.restart.handler(({ context, input }) => context.services.restart(input.service)),
  remove: api.services.remove.handler(({ context, input }) =>
    context.services.remove(named(context, input), input.withData),
  ),
  cancelPull: api.services.cancelPull.handler(({ context, input }) => context.services.cancelPull(input.service)),
  usePort: api.services.usePort.handler(({ context, input }) => context.services.usePort(input.variable, input.port)),
  credentials: api.services.credentials.handler(({ context: { services } }) => {
    const shown = services.feed.value.services.map(({ service }) => service)
    return credentialsOf(shown, loginVariables(services.compose, shown), services.values())
  }),
  connection: api.services.connection.handler(({ context, input }) => context.services.connection(input.service)),
}
