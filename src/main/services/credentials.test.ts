import { fileURLToPath } from 'node:url'
import type { Secrets } from '@main/ports/secrets'
import { beforeEach, describe, expect, it } from 'vitest'
import { loadComposeFile } from './compose-file'
import { credentialsOf, passwordsFor } from './credentials'

let kept: Readonly<Record<string, string>>
let writes: number
const secrets: Secrets = {
  read: async () => kept,
  async write(values) {
    kept = values
    writes++
  },
}
const required = (name: string, ...services: string[]) => ({ name, required: true, services })

beforeEach(() => {
  kept = {}
  writes = 0
})

describe('passwords of the services', () => {
  it('are generated for each variable that the file requires, all different, and saved', async () => {
    const made = await passwordsFor([required('A'), required('B'), { ...required('C'), required: false }], secrets)
    expect(Object.keys(made)).toEqual(['A', 'B'])
    expect(made.A).toMatch(/^[A-Za-z0-9]{24}$/)
    expect(made.A).not.toBe(made.B)
    expect(kept).toEqual(made)
  })

  it('never change afterwards', async () => {
    const made = await passwordsFor([required('A')], secrets)
    expect(await passwordsFor([required('A')], secrets)).toEqual(made)
    expect(writes).toBe(1)
  })

  it('are generated for a new service, and kept for a removed one', async () => {
    const before = await passwordsFor([required('A')], secrets)
    const after = await passwordsFor([required('B')], secrets)
    expect(after).toEqual({ ...before, B: expect.any(String) })
    expect(kept).toEqual(after)
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
