import { changedSecrets, type Environment, type SavedEnvironment, type SecretName } from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'
import { api } from './base'
import type { EnvironmentStore } from './context'
import { NEVER } from './throttle-and-poll'

export const environments = {
  feed: api.environments.feed.handler(async function* ({ context, signal }) {
    for await (const all of context.environments.feed.follow(signal)) {
      yield await Promise.all(all.map((environment) => saved(context.environments, environment)))
    }
  }),
  save: api.environments.save.handler(async ({ context, input }) => {
    await context.environments.save(input.environment, input.secrets)
  }),
  remove: api.environments.remove.handler(({ context, input }) => context.environments.remove(input.name)),
  test: api.environments.test.handler(async function* ({ context, input: { environment, secrets }, signal = NEVER }) {
    const all = changedSecrets(await context.environments.secrets(environment.name), secrets)
    yield* context.testConnections(environment, all, signal)
  }),
}

/** Secrets that cannot be opened now, as when the desktop app sealed them, are shown as missing. */
async function saved(store: EnvironmentStore, environment: Environment): Promise<SavedEnvironment> {
  const secrets = await store.secrets(environment.name).catch((thrown: unknown) => {
    if (thrown instanceof FaultError && thrown.fault.code === 'secrets-closed') return {}
    throw thrown
  })
  return { environment, secrets: Object.keys(secrets) as SecretName[] }
}
