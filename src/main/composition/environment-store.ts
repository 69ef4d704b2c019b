import type { Documents } from '@main/ports/documents'
import type { Secrets } from '@main/ports/secrets'
import { createFeed, type Feed } from '@main/signals/feed'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import {
  Environment,
  type EnvironmentName,
  EnvironmentSecrets,
  SecretName,
  type SecretsChange,
} from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'

/** The environments of a data directory; their secrets are kept in a file of their own. */
export interface EnvironmentStore {
  /** In the order of their names. Published with each change, also of secrets. */
  readonly feed: Feed<readonly Environment[]>
  /** Throws `environment-unknown`. */
  get(name: EnvironmentName): Environment
  /** Throws `secrets-closed`. */
  secrets(name: EnvironmentName): Promise<EnvironmentSecrets>
  /** Grows whenever the environment or one of its secrets changes. */
  revision(name: EnvironmentName): number
  /** Adds it, or replaces the one of its name. On disk when it resolves. Throws `environment-invalid`, `secrets-closed`. */
  save(environment: unknown, secrets?: SecretsChange): Promise<Environment>
  /** With its secrets. The data that Millrace keeps of it stays. Throws `environment-unknown`, `environment-in-use`. */
  remove(name: EnvironmentName): Promise<void>
}

const DOCUMENT = 'environments.json'
export const ENVIRONMENT_SECRETS = 'environment-secrets.json'

const Kept = z.strictObject({ environments: z.array(Environment).max(200) })

/** `inUse`: the environment that the pipeline runs on. Throws `settings-invalid` when the file is not valid. */
export async function openEnvironments(
  documents: Documents,
  sealed: Secrets,
  inUse: () => EnvironmentName | null = () => null,
): Promise<EnvironmentStore> {
  const kept = Kept.safeParse((await documents.read(DOCUMENT)) ?? { environments: [] })
  if (!kept.success) {
    throw new FaultError({ code: 'settings-invalid', file: documents.path(DOCUMENT), problem: problemOf(kept.error) })
  }
  const feed = createFeed<readonly Environment[]>(sorted(kept.data.environments))
  const revisions = new Map<EnvironmentName, number>()
  const inTurn = oneAtATime()

  const find = (name: EnvironmentName) => {
    const found = feed.value.find((one) => one.name === name)
    if (found) return found
    throw new FaultError({ code: 'environment-unknown', environment: name, known: feed.value.map((one) => one.name) })
  }
  const keep = async (name: EnvironmentName, environments: readonly Environment[]) => {
    await documents.write(DOCUMENT, { environments })
    revisions.set(name, (revisions.get(name) ?? 0) + 1)
    feed.publish(environments)
  }
  const changeSecrets = async (name: EnvironmentName, change: SecretsChange) => {
    const changed = Object.entries(change).filter(([, value]) => value !== undefined)
    if (changed.length === 0) return
    const values: Record<string, string> = { ...(await sealed.read()) }
    for (const [secret, value] of changed) {
      if (value === null) delete values[`${name}/${secret}`]
      else if (value !== undefined) values[`${name}/${secret}`] = value
    }
    await sealed.write(values)
  }

  return {
    feed,
    get: find,
    revision: (name) => revisions.get(name) ?? 0,
    async secrets(name) {
      const values = await sealed.read()
      const own = SecretName.options.map((secret) => [secret, values[`${name}/${secret}`]] as const)
      return EnvironmentSecrets.parse(Object.fromEntries(own.filter(([, value]) => value !== undefined)))
    },
    save: (input, secrets = {}) =>
      inTurn(async () => {
        const parsed = Environment.safeParse(input)
        if (!parsed.success) {
          throw new FaultError({
            code: 'environment-invalid',
            environment: nameOf(input),
            problem: problemOf(parsed.error),
          })
        }
        const environment = parsed.data
        // The secrets first: an environment without its password would be refused by its servers.
        await changeSecrets(environment.name, secrets)
        const others = feed.value.filter(({ name }) => name !== environment.name)
        await keep(environment.name, sorted([...others, environment]))
        return environment
      }),
    remove: (name) =>
      inTurn(async () => {
        find(name)
        if (inUse() === name) throw new FaultError({ code: 'environment-in-use', environment: name })
        await keep(
          name,
          feed.value.filter((one) => one.name !== name),
        )
        await changeSecrets(name, Object.fromEntries(SecretName.options.map((secret) => [secret, null])))
      }),
  }
}

function sorted(environments: readonly Environment[]): Environment[] {
  return environments.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
}

/** Each problem with the place of its value. A value itself is never named: it may be a pasted key. */
function problemOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ')
}

function nameOf(input: unknown): string {
  const named = z.object({ name: z.string() }).safeParse(input)
  return named.success ? named.data.name.slice(0, 40) : 'without a name'
}
