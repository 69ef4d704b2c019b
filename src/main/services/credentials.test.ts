import { fileURLToPath } from 'node:url'
import { type MemorySecrets, memorySecrets } from '@main/ports/fakes/memory-secrets'
import { beforeEach, describe, expect, it } from 'vitest'
import { loadComposeFile } from './compose-file'
import { credentialsOf, loginVariables, passwordsFor } from './credentials'

let secrets: MemorySecrets
const required = (name: string, ...services: string[]) => ({ name, required: true, services })

beforeEach(() => {
  secrets = memorySecrets()
})

describe('passwords of the services', () => {
  it('are generated for each variable that the file requires, all different, and saved', async () => {
    const made = await passwordsFor([required('A'), required('B'), { ...required('C'), required: false }], secrets)
    expect(Object.keys(made)).toEqual(['A', 'B'])
    expect(made.A).toMatch(/^[A-Za-z0-9]{24}$/)
    expect(made.A).not.toBe(made.B)
    expect(secrets.kept).toEqual(made)
  })

  it('never change afterwards', async () => {
    const made = await passwordsFor([required('A')], secrets)
    expect(await passwordsFor([required('A')], secrets)).toEqual(made)
    expect(secrets.writes).toBe(1)
  })

  it('are generated for a new service, and kept for a removed one', async () => {
    const before = await passwordsFor([required('A')], secrets)
    const after = await passwordsFor([required('B')], secrets)
    expect(after).toEqual({ ...before, B: expect.any(String) })
    expect(secrets.kept).toEqual(after)
  })
})

it('shows the sign-in of each service under its usual names', async () => {
  const file = await loadComposeFile(fileURLToPath(new URL('../../../compose', import.meta.url)))
  const passwords = await passwordsFor(file.variables, secrets)
  const { services, values } = file.resolve(passwords)
  const chosen = services.filter(({ profiles }) => profiles.length === 0)
  const shown = credentialsOf(chosen, file.variables, values)
  expect(shown.map(({ service, title, variable }) => [service, title, variable])).toEqual([
    ['clickhouse', 'User', 'CLICKHOUSE_USER'],
    ['clickhouse', 'Password', 'CLICKHOUSE_PASSWORD'],
    ['minio', 'User', 'MINIO_ROOT_USER'],
    ['minio', 'Password', 'MINIO_ROOT_PASSWORD'],
  ])
  expect(shown[0]?.value).toBe('millrace')
  expect(shown[1]?.value).toBe(passwords.CLICKHOUSE_PASSWORD)
})

it('shows the login of an encrypted port while it is encrypted', async () => {
  const file = await loadComposeFile(fileURLToPath(new URL('../../../compose', import.meta.url)))
  const passwords = await passwordsFor(file.variables, secrets)
  const shownWith = (variables: Readonly<Record<string, string>>) => {
    const { services, values } = file.resolve({ ...passwords, ...variables })
    const shown = credentialsOf(services, loginVariables(file, services), values)
    return shown.filter(({ service }) => service === 'kafka').map(({ title, value }) => [title, value])
  }
  expect(shownWith({})).toEqual([])
  expect(shownWith({ KAFKA_PROTOCOL: 'SASL_SSL', KAFKA_PASSWORD: 'made' })).toEqual([
    ['User', 'millrace'],
    ['Password', 'made'],
  ])
})
