import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { openTopicAdmin } from '@main/adapters/kafkajs/topic-admin'
import { testConnections } from '@main/backends/external/connection-test/connection-test'
import type { ConnectionStep } from '@shared/model/connection-test'
import { Environment, type EnvironmentSecrets } from '@shared/model/environment'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allow } from './support/acls.ts'
import { testAuthority } from './support/certificates.ts'
import { type Cluster, startCluster } from './support/cluster.ts'

const STARTED_WITHIN_MS = 180_000
const NAMED_WITHIN_MS = 10_000

const datasets = (await loadDatasets([fileURLToPath(new URL('../../resources/datasets', import.meta.url))])).datasets

type Change = (environment: Environment) => unknown

/** The steps of a test of the environment after a change, which must end in time. */
async function tested(
  { environment, secrets }: Cluster,
  change: Change = () => undefined,
  other: EnvironmentSecrets = {},
): Promise<ConnectionStep[]> {
  const changed = structuredClone(environment)
  change(changed)
  const steps: ConnectionStep[] = []
  const since = performance.now()
  const known = { ...secrets, ...other }
  await testConnections(
    Environment.parse(changed),
    known,
    datasets,
    (step) => steps.push(step),
    new AbortController().signal,
  )
  expect(performance.now() - since).toBeLessThan(NAMED_WITHIN_MS)
  return steps
}

/** The first failing step of a target: its kind and its sentence. */
async function failure(target: string, ...of: Parameters<typeof tested>): Promise<string> {
  const steps = (await tested(...of)).filter((step) => step.target === target)
  const failed = steps.filter(({ outcome }) => outcome === 'failed')
  expect(failed, steps.map(({ kind, what, detail }) => `${kind} ${what}: ${detail}`).join('\n')).toHaveLength(1)
  expect(steps.at(-1)).toBe(failed[0])
  return `${failed[0]?.kind}: ${failed[0]?.detail}`
}

describe('a cluster with TLS and SCRAM', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster()
  }, STARTED_WITHIN_MS)
  afterAll(() => cluster?.stop())

  it('passes every step, and leaves nothing behind', async () => {
    const steps = await tested(cluster)
    expect(steps.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    const kinds = new Set(steps.map(({ target, kind }) => `${target} ${kind}`))
    for (const expected of ['kafka tls', 'kafka login', 'kafka permission', 'kafka round-trip', 'registry schema']) {
      expect(kinds).toContain(expected)
    }
    for (const expected of ['registry clock', 'clickhouse round-trip', 's3 clock', 'clickhouse clock']) {
      expect(kinds).toContain(expected)
    }
    console.log(
      steps.map(({ target, kind, what, ms, detail }) => `${target} ${kind} ${what} ${ms} ms ${detail}`).join('\n'),
    )
  })

  it('names a wrong password of Kafka', async () => {
    expect(await failure('kafka', cluster, undefined, { 'kafka.password': 'wrong' })).toMatch(
      /^login: The broker 127\.0\.0\.1:\d+ refuses the user millrace .*Check the user and the password/,
    )
  })

  it('names a certificate of another authority', async () => {
    const other = await testAuthority(`${cluster.dir}/other`, 'Another authority')
    const said = await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka.tls, { ca: { text: other.ca } }))
    expect(said).toMatch(/^tls: The certificate of localhost is signed by Millrace test authority, which the given CA/)
  })

  it('names a mechanism that the broker does not offer', async () => {
    expect(
      await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka.sasl ?? {}, { mechanism: 'PLAIN' })),
    ).toMatch(/^login: .* offers SCRAM-SHA-512, and you chose PLAIN/)
  })

  it('names plain text on a TLS port', async () => {
    expect(
      await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka, { security: 'SASL_PLAINTEXT' })),
    ).toMatch(/^login: .*speaks TLS: choose SASL_SSL/)
  })

  it('names a login that is missing', async () => {
    expect(
      await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka, { security: 'SSL', sasl: null })),
    ).toMatch(/^login: .* asks for a login \(SCRAM-SHA-512\): choose SASL_SSL in place of SSL/)
  })

  it('names a certificate for another name', async () => {
    expect(
      await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka.tls, { serverName: 'kafka.example.com' })),
    ).toMatch(/^tls: The certificate is for localhost, 127\.0\.0\.1, not for kafka\.example\.com/)
  })

  it('names a port where nothing listens', async () => {
    expect(await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka, { brokers: ['127.0.0.1:1'] }))).toMatch(
      /^tcp: Nothing listens at 127\.0\.0\.1:1/,
    )
  })

  it('names a host that is unknown', async () => {
    expect(
      await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka, { brokers: ['kafka.invalid:9093'] })),
    ).toMatch(/^name: kafka\.invalid cannot be resolved/)
  })

  it('names more copies than there are brokers', async () => {
    expect(await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka, { replication: 3 }))).toMatch(
      /^permission: A topic with 3 copies does not fit: the cluster has 1 broker/,
    )
  })

  it('names a topic that a read-only environment lacks', async () => {
    expect(await failure('kafka', cluster, (environment) => Object.assign(environment, { readOnly: true }))).toMatch(
      /^permission: There is no topic \w+, and a read-only environment creates none/,
    )
  })

  it('names a registry that refuses the password, has another path, or is down', async () => {
    expect(await failure('registry', cluster, undefined, { 'registry.password': 'wrong' })).toMatch(
      /^login: It refuses the user millrace/,
    )
    expect(
      await failure('registry', cluster, ({ registry }) =>
        Object.assign(registry, { url: registry.url.replace('/apis/ccompat/v7', '') }),
      ),
    ).toMatch(/^login: What answers there is no Schema Registry .*\/apis\/ccompat\/v7/)
    expect(
      await failure('registry', cluster, ({ registry }) => Object.assign(registry, { url: 'https://localhost:1' })),
    ).toMatch(/^tcp: Nothing listens at localhost:1/)
  })

  it('names a clock that is minutes away', async () => {
    const server = createServer(({ url }, response) =>
      response
        .writeHead(url === '/subjects' ? 200 : 404, { date: new Date(Date.now() - 300_000).toUTCString() })
        .end('[]'),
    ).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const said = await failure('registry', cluster, ({ registry }) =>
      Object.assign(registry, { url: `http://127.0.0.1:${port}` }),
    )
    server.close()
    expect(said).toMatch(/^clock: Its clock is (299|300|301) s behind this machine's/)
  })

  it('names what ClickHouse refuses', async () => {
    expect(await failure('clickhouse', cluster, undefined, { 'clickhouse.password': 'wrong' })).toMatch(
      /^login: It refuses the user millrace/,
    )
    expect(
      await failure('clickhouse', cluster, ({ clickhouse }) => Object.assign(clickhouse, { database: 'nowhere' })),
    ).toMatch(/^login: There is no database nowhere/)
    expect(
      await failure('clickhouse', cluster, ({ clickhouse }) => Object.assign(clickhouse, { cluster: 'nowhere' })),
    ).toMatch(/^permission: The server knows no cluster nowhere/)
  })

  it('names what S3 refuses', async () => {
    expect(await failure('s3', cluster, ({ s3 }) => Object.assign(s3, { bucket: 'not-there' }))).toMatch(
      /^login: There is no bucket not-there/,
    )
    expect(await failure('s3', cluster, undefined, { 's3.secretKey': 'wrong-wrong' })).toMatch(
      /^login: It refuses the secret key/,
    )
    expect(
      await failure('s3', cluster, ({ s3 }) => Object.assign(s3.credentials, { accessKey: 'unknown-key' })),
    ).toMatch(/^login: It does not know the access key/)
  })
})

describe('a broker in plain text', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ security: 'PLAINTEXT', only: ['kafka'] })
  }, STARTED_WITHIN_MS)
  afterAll(() => cluster?.stop())

  it('is named when TLS was chosen', async () => {
    expect(await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka, { security: 'SSL' }))).toMatch(
      /^tls: .* does not speak TLS\. It answers in plain text: choose PLAINTEXT/,
    )
  })

  it('is named when a login was chosen', async () => {
    const sasl = { mechanism: 'SCRAM-SHA-512', username: 'millrace' }
    expect(
      await failure('kafka', cluster, ({ kafka }) => Object.assign(kafka, { security: 'SASL_PLAINTEXT', sasl })),
    ).toMatch(/^login: .* takes no login: choose PLAINTEXT/)
  })
})

describe('a cluster whose certificate has expired', () => {
  let cluster: Cluster
  beforeAll(async () => {
    const certificate: Parameters<typeof startCluster>[0] = {
      only: ['registry'],
      certificate: (authority) => authority.issue('old', { expired: true }),
    }
    cluster = await startCluster(certificate)
  }, STARTED_WITHIN_MS)
  afterAll(() => cluster?.stop())

  it('is named with the day', async () => {
    expect(await failure('registry', cluster)).toMatch(/^tls: The certificate of localhost expired on \d{4}-\d\d-\d\d/)
  })
})

describe('a cluster with ACLs', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ acls: true, only: ['kafka'] })
  }, STARTED_WITHIN_MS)
  afterAll(() => cluster?.stop())

  it('names each right that is missing, until none is', async () => {
    expect(await failure('kafka', cluster)).toMatch(/may not see the topic|may not create it/)
    await allow(cluster.admin, [{ type: 'topic', name: '*', operation: 'describe' }])
    expect(await failure('kafka', cluster)).toMatch(
      /^permission: The topic \w+ does not exist, and this user may not create it/,
    )
    await allow(cluster.admin, [{ type: 'topic', name: '*', operation: 'create' }])
    expect(await failure('kafka', cluster)).toMatch(
      /^permission: This user may not use the consumer group millrace-sink/,
    )
    await allow(cluster.admin, [{ type: 'group', name: 'millrace-sink', operation: 'read' }])
    expect(await failure('kafka', cluster)).toMatch(
      /^permission: This user may not write transactions as millrace-writer/,
    )
    await allow(cluster.admin, [{ type: 'transactional-id', name: 'millrace-writer', operation: 'write' }])
    expect((await tested(cluster)).filter((step) => step.target === 'kafka' && step.outcome === 'failed')).toEqual([])

    const admin = openTopicAdmin(cluster.admin)
    for (const { name, partitions } of datasets) {
      await admin.create({ topic: name, partitions, config: {} }, new AbortController().signal)
    }
    await admin.create({ topic: 'millrace_changelog', partitions: 1, config: {} }, new AbortController().signal)
    expect(await failure('kafka', cluster)).toMatch(/may not read or write the topic \w+\. Allow Read, Write on it/)
    await allow(cluster.admin, [{ type: 'topic', name: '*', operation: 'read' }])
    expect(await failure('kafka', cluster)).toMatch(/may not write the topic \w+\. Allow Write on it/)
    await allow(cluster.admin, [{ type: 'topic', name: '*', operation: 'write' }])
    expect((await tested(cluster)).filter((step) => step.target === 'kafka' && step.outcome === 'failed')).toEqual([])
  }, 60_000)
})

describe('a cluster that asks for certificates', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ security: 'SSL', clientCertificates: true, only: ['kafka'] })
  }, STARTED_WITHIN_MS)
  afterAll(() => cluster?.stop())

  it('takes the right one, and names a missing one', async () => {
    expect((await tested(cluster)).filter((step) => step.target === 'kafka' && step.outcome === 'failed')).toEqual([])
    const without: Change = ({ kafka }) => Object.assign(kafka.tls, { certificate: null, keyFile: null })
    expect(await failure('kafka', cluster, without)).toMatch(/asks for a client certificate/)
  })
})
