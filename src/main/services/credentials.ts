import { randomInt } from 'node:crypto'
import type { Secrets } from '@main/ports/secrets'
import type { Credential, Service, ServiceId } from '@shared/model/service'
import type { EncryptedPort } from './compose/encrypted-port'

/** Only letters and digits, which have no special meaning in a shell, URL or configuration file. 24 of them have 142 bits of entropy. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 24

interface Named {
  readonly name: string
  readonly required: boolean
  readonly services: readonly ServiceId[]
}

/**
 * A password for every variable that the compose file requires (`${NAME:?…}`): saved ones, and new ones where there was none. New passwords
 * are saved before this resolves. A password that is no longer required is kept too, because a volume may still need it.
 */
export async function passwordsFor(
  variables: readonly Named[],
  secrets: Secrets,
): Promise<Readonly<Record<string, string>>> {
  const kept = await secrets.read()
  const missing = variables.filter(({ name, required }) => required && !kept[name])
  if (missing.length === 0) return kept
  const all = { ...kept, ...Object.fromEntries(missing.map(({ name }) => [name, newPassword()])) }
  await secrets.write(all)
  return all
}

export function newPassword(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** The variables, those of passwords marked as required: also of a port that is encrypted now. */
export function loginVariables(
  { variables, encryptedPorts }: { variables: readonly Named[]; encryptedPorts: readonly EncryptedPort[] },
  services: readonly Service[],
): Named[] {
  const on = services.filter(({ encryption }) => encryption?.on).map(({ id }) => id)
  const passwords = encryptedPorts.filter(({ service }) => on.includes(service)).map(({ password }) => password)
  return variables.map((variable) => ({
    ...variable,
    required: variable.required || passwords.includes(variable.name),
  }))
}

/**
 * The sign-in of each service: its required variables, and the matching user name. A variable that several services share appears with the
 * first of them.
 */
export function credentialsOf(
  services: readonly Service[],
  variables: readonly Named[],
  values: Readonly<Record<string, string>>,
): Credential[] {
  const shown = new Set(services.map(({ id }) => id))
  const holders = new Set(variables.filter(({ required }) => required).map(({ services: [first] }) => first))
  return variables.flatMap(({ name: variable, required, services: [service] }) => {
    const value = values[variable]
    if (service === undefined || !shown.has(service) || !holders.has(service) || value === undefined) return []
    if (!required && !variable.endsWith('_USER')) return []
    return [{ service, title: titleOf(variable), variable, value }]
  })
}

/** `Password` of `MINIO_ROOT_PASSWORD`. */
function titleOf(variable: string): string {
  const last = variable.split('_').at(-1) ?? variable
  return `${last.charAt(0)}${last.slice(1).toLowerCase()}`
}
