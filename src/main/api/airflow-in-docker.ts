import { FaultError } from '@shared/model/fault'
import { idsOfProfile, type ServiceId } from '@shared/model/service'
import { windowOf } from '@shared/model/window'
import type { ApiContext } from './context'

type Context = Pick<ApiContext, 'ports' | 'services' | 'settings' | 'windows'>

/**
 * Chooses the profile, starts its services and makes Airflow the scheduler. Its first window is the current one: earlier ones are done, or
 * its second DAG finds them.
 */
export async function runInDocker(context: Context, signal?: AbortSignal): Promise<void> {
  const { ports, services, settings } = context
  const { profile, ids } = profileOfAirflow(services)
  // It throws when the passwords cannot be read: later, Airflow would be the scheduler without being started.
  services.values()
  const { checks, ready } = await services.runPreflight(signal, ids)
  if (!ready) {
    const obstacles = checks.filter(({ state }) => state === 'bad')
    const advice = obstacles.map(({ advice, title, found }) => advice ?? `${title}: ${found}.`)
    throw new FaultError({ code: 'airflow-not-startable', advice })
  }
  const { services: choices } = settings.feed.value
  const first = new Date(windowOf(ports.clock.now())).toISOString()
  await settings.change({
    analysis: { scheduler: 'airflow' },
    airflow: { place: 'managed' },
    services: {
      profiles: [...new Set([...choices.profiles, profile])],
      variables: { ...choices.variables, ...(isScheduler(context) ? {} : { MILLRACE_START: first }) },
    },
  })
  services.start(ids)
}

export async function stopInDocker(context: Context): Promise<void> {
  const { services, settings } = context
  const { profile, ids } = profileOfAirflow(services)
  const profiles = settings.feed.value.services.profiles.filter((name) => name !== profile)
  await settings.change({
    services: { profiles },
    ...(isScheduler(context) && { analysis: { scheduler: 'croner' as const } }),
  })
  services.stop(ids)
}

/** Of the backend in use. */
function isScheduler({ settings, windows }: Context): boolean {
  return windows.gate.scheduler() === 'airflow' && settings.feed.value.airflow.place === 'managed'
}

/** The profile of the service that can be the scheduler, and all its services. Throws `compose-invalid`. */
function profileOfAirflow({ compose, stack }: Context['services']): {
  readonly profile: string
  readonly ids: ServiceId[]
} {
  const { services } = stack.value
  const profile = services.find(({ role }) => role === 'scheduler')?.profiles[0]
  if (profile === undefined) {
    const problem = 'no service has the role scheduler and a profile, so there is no Airflow to start'
    throw new FaultError({ code: 'compose-invalid', file: compose.path, problem })
  }
  return { profile, ids: idsOfProfile(services, profile) }
}
