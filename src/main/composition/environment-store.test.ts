import type { Documents } from '@main/ports/documents'
import type { Secrets } from '@main/ports/secrets'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { beforeEach, expect, it } from 'vitest'
import { type EnvironmentStore, openEnvironments } from './environment-store'

const STAGING = {
  name: 'staging',
  kafka: { brokers: ['kafka:9093'], security: 'SASL_SSL', sasl: { mechanism: 'SCRAM-SHA-512', username: 'millrace' } },
  registry: { url: 'https://registry' },
  clickhouse: { url: 'https://clickhouse:8443' },
  s3: { endpoint: 'https://s3' },
}

let kept: Record<string, unknown>
let sealed: Record<string, string>
const documents: Documents = {
  path: (name) => name,
  read: async (name) => kept[name] ?? null,
  async write(name, value) {
    kept[name] = value
  },
}
const secrets: Secrets = {
  read: async () => sealed,
  async write(values) {
    sealed = { ...values }
  },
}
const open = (inUse: string | null = null) => openEnvironments(documents, secrets, () => inUse)
let store: EnvironmentStore
beforeEach(async () => {
  kept = {}
  sealed = {}
  store = await open()
})

it('keeps an environment and its secrets apart, and finds both again', async () => {
  await store.save(STAGING, { 'kafka.password': 'one', 's3.secretKey': 'two' })
  expect(JSON.stringify(kept)).not.toMatch(/"(one|two)"/)
  expect(sealed).toEqual({ 'staging/kafka.password': 'one', 'staging/s3.secretKey': 'two' })
  const again = await open()
  expect(again.get('staging')).toMatchObject(STAGING)
  expect(await again.secrets('staging')).toEqual({ 'kafka.password': 'one', 's3.secretKey': 'two' })
})

it('keeps a secret that a change leaves out, and removes one that it sets to null', async () => {
  await store.save(STAGING, { 'kafka.password': 'one', 's3.secretKey': 'two' })
  await store.save({ ...STAGING, readOnly: true }, { 's3.secretKey': null })
  expect(store.feed.value).toHaveLength(1)
  expect(store.get('staging').readOnly).toBe(true)
  expect(await store.secrets('staging')).toEqual({ 'kafka.password': 'one' })
})

it('tells each change by a higher revision, also one of a secret alone', async () => {
  const before = store.revision('staging')
  await store.save(STAGING)
  const saved = store.revision('staging')
  await store.save(STAGING, { 'kafka.password': 'new' })
  expect([before < saved, saved < store.revision('staging')]).toEqual([true, true])
})

it('says which value is wrong, and what to do', async () => {
  const refused = await store.save({ ...STAGING, kafka: { ...STAGING.kafka, sasl: null } }).catch((thrown) => thrown)
  expect(refused).toBeInstanceOf(FaultError)
  expect(faultMessage(refused.fault)).toBe(
    'The environment staging is not valid: kafka.sasl: SASL_PLAINTEXT and SASL_SSL need a mechanism and a user; PLAINTEXT and SSL take none. Correct this value and save again.',
  )
  expect(kept).toEqual({})
})

it('never repeats a pasted key in its message', async () => {
  const tls = { keyFile: { text: 'hunter2' } }
  const refused = await store.save({ ...STAGING, registry: { ...STAGING.registry, tls } }).catch((thrown) => thrown)
  expect(faultMessage(refused.fault)).toContain('registry.tls.keyFile')
  expect(faultMessage(refused.fault)).not.toContain('hunter2')
})

it('removes an environment with its secrets, unless it is in use', async () => {
  await store.save(STAGING, { 'kafka.password': 'one' })
  await expect((await open('staging')).remove('staging')).rejects.toMatchObject({
    fault: { code: 'environment-in-use', environment: 'staging' },
  })
  await store.remove('staging')
  expect(store.feed.value).toEqual([])
  expect(sealed).toEqual({})
  await expect(store.remove('staging')).rejects.toMatchObject({ fault: { code: 'environment-unknown', known: [] } })
})

it('refuses a file that is not valid, and names it', async () => {
  kept['environments.json'] = { environments: [{ name: 'x' }] }
  await expect(open()).rejects.toMatchObject({ fault: { code: 'settings-invalid', file: 'environments.json' } })
})
