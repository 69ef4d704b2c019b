import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parseJson } from '@shared/lib/parse-json'
import type { SecretsChange } from '@shared/model/environment'
import { SecretName } from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'

/** Where a secret is read from: never from the command line itself, which every user of the machine can see. */
export interface SecretSource {
  readonly secret: SecretName
  readonly from: { readonly variable: string } | { readonly file: string }
}

/** `kafka.password=env:VARIABLE` or `kafka.key=file:PATH`. Throws `secret-given`, which does not repeat the text: it may be a password. */
export function secretSource(given: string): SecretSource {
  const [, name, kind, where] = /^([^=]+)=(env|file):(.+)$/.exec(given) ?? []
  const secret = SecretName.safeParse(name)
  if (!secret.success || where === undefined) {
    throw new FaultError({ code: 'secret-given', names: SecretName.options })
  }
  return { secret: secret.data, from: kind === 'env' ? { variable: where } : { file: where } }
}

/** The values of the sources. Throws `secret-unreadable`. */
export async function readSecrets(
  sources: readonly SecretSource[],
  variables: NodeJS.ProcessEnv,
): Promise<SecretsChange> {
  const found: Record<string, string> = {}
  for (const { secret, from } of sources) {
    found[secret] = 'variable' in from ? ofVariable(from.variable, variables) : await ofFile(from.file)
  }
  return found
}

function ofVariable(name: string, variables: NodeJS.ProcessEnv): string {
  const value = variables[name]
  if (value !== undefined) return value
  throw new FaultError({ code: 'secret-unreadable', source: `the variable ${name}`, reason: 'it is not set' })
}

async function ofFile(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    throw new FaultError({
      code: 'secret-unreadable',
      source: `the file ${file}`,
      reason: thrown.code ?? thrown.message,
    })
  })
  return text.replace(/\r?\n$/, '')
}

const FromStdin = z.partialRecord(SecretName, z.string().nullable())

/** A JSON object of secrets by name; null removes one. Throws `secret-unreadable`. */
export async function secretsFromStdin(input: NodeJS.ReadableStream): Promise<SecretsChange> {
  const parsed = FromStdin.safeParse(parseJson(await text(input)))
  if (parsed.success) return parsed.data
  const reason = `it is not one JSON object with names out of ${SecretName.options.join(', ')}`
  throw new FaultError({ code: 'secret-unreadable', source: 'standard input', reason })
}
