import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { openConfluentRegistry } from '@main/adapters/confluent-registry/registry'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { subjectOf } from '@main/ports/subject-names'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Finished, millrace, root, temporaryDir } from '../support/millrace'
import { produceWith } from './foreign/producers'
import { whyNoPython } from './foreign/python'
import { freePort, whyNoStack } from './support/test-stack'

const run = promisify(execFile)
const docker = async (...args: string[]) => (await run('docker', args)).stdout.trim()
const CORE = ['kafka', 'schema-registry', 'kafka-connect', 'clickhouse', 'minio']
const PORTS = ['KAFKA', 'SCHEMA_REGISTRY', 'KAFKA_CONNECT', 'CLICKHOUSE', 'MINIO', 'MINIO_CONSOLE']
const missing = await whyNoStack(...CORE)
if (missing) console.log(`The whole stack is skipped: ${missing}`)

/** The command line as users have it, on its own data directory, Compose project and ports. */
describe.skipIf(missing !== null)('the stack, from the command line', () => {
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  let foreign: string
  let ports: Record<string, string>
  const inTemp = (...args: string[]) => millrace(...args, '--data-dir', temp.dir)
  const settings = (change: { variables?: Record<string, string>; sink?: 'built-in' | 'connect' } = {}) =>
    writeFile(
      join(temp.dir, 'settings.json'),
      JSON.stringify({
        sink: { kind: change.sink ?? 'built-in' },
        services: { variables: { ...ports, ...change.variables } },
      }),
    )
  const containerOf = async (service: string) => {
    const { project } = JSON.parse((await inTemp('services', 'list', '--json')).stdout)
    return `${project}-${service}-1`
  }

  beforeAll(async () => {
    temp = await temporaryDir()
    ports = {}
    for (const name of PORTS) ports[`${name}_PORT`] = String(await freePort())
    await settings()
    foreign = await docker(
      'run',
      '--detach',
      '--label',
      'com.docker.compose.project=another-project',
      'millrace-test/tiny:1',
      'sleep',
      '3600',
    )
  })
  afterAll(async () => {
    await inTemp('services', 'remove', '--with-data', '--yes')
    await docker('rm', '--force', foreign).catch(() => undefined)
    await temp.remove()
  })

  it('starts all services once, in the order of their dependencies', { timeout: 400_000 }, async () => {
    const first = outcomeOf(await inTemp('services', 'start', '--json'))
    expect(first.fault).toBeNull()
    expect(first.services.map(({ state }) => state)).toEqual(CORE.map(() => 'healthy'))
    const at = (id: string) => first.order.indexOf(id)
    expect(at('kafka')).toBeLessThan(at('schema-registry'))
    for (const needed of ['kafka', 'schema-registry', 'clickhouse'])
      expect(at(needed)).toBeLessThan(at('kafka-connect'))
    console.log(`all healthy after ${first.seconds.toFixed(1)} s: ${first.order.join(', ')}`)
    const before = await docker('inspect', '--format', '{{.Id}}', await containerOf('kafka'))
    expect(outcomeOf(await inTemp('services', 'start', '--json')).fault).toBeNull()
    expect(await docker('inspect', '--format', '{{.Id}}', await containerOf('kafka'))).toBe(before)
  })

  it('balances, even if the broker, the store and the object store are killed meanwhile', {
    timeout: 400_000,
  }, async () => {
    const [kafka, clickhouse, minio] = await Promise.all(['kafka', 'clickhouse', 'minio'].map(containerOf))
    const ended = runFor('100s', 1_000)
    for (const container of [kafka, clickhouse, minio]) {
      // Each dies in the middle of the run, once the one before it works again.
      await sleep(22_000)
      await docker('kill', '--signal', 'KILL', container as string)
    }
    await expectBalanced(await ended)
  })

  it('balances with Kafka Connect as the sink, even if its worker is killed meanwhile', {
    timeout: 400_000,
  }, async () => {
    await settings({ sink: 'connect' })
    const connect = await containerOf('kafka-connect')
    const ended = runFor('90s', 1_000)
    // The worker dies in the middle of the run.
    await sleep(45_000)
    await docker('kill', '--signal', 'KILL', connect)
    await expectBalanced(await ended)
  })

  it('balances after the built-in sink has taken over again', { timeout: 300_000 }, async () => {
    await settings()
    await expectBalanced(await runFor('30s', 1_000))
  })

  it('accounts for the events of other producers', { timeout: 400_000 }, async (test) => {
    const why = await whyNoPython()
    if (why !== null) return test.skip(why)
    const ended = runFor('75s', 300)
    // The others write in the middle of the run.
    await sleep(25_000)
    const [dataset] = (await loadDatasets([join(root, 'resources', 'datasets')])).datasets.filter(
      ({ name }) => name === DEFAULT_DATASET,
    )
    if (!dataset) throw new Error('no default dataset')
    const registry = openConfluentRegistry({ url: `http://127.0.0.1:${ports.SCHEMA_REGISTRY_PORT}` })
    const own = await registry.register(subjectOf(dataset), dataset.schema)
    const id = { name: 'id', type: 'string' } as const
    const other = await registry.register('orders-value', { type: 'record', name: 'orders', fields: [id] })
    await registry.close()
    const target = {
      broker: `127.0.0.1:${ports.KAFKA_PORT}`,
      dataset,
      schemaFile: join(root, 'resources', 'datasets', dataset.name, 'schema.avsc'),
      schemaId: own.id,
      otherId: other.id,
      encode: () => new Uint8Array(),
    }
    const written = await Promise.all(
      (['kafka-python', 'confluent-kafka'] as const).map((library, i) => produceWith(library, target, 2_000, 100 + i)),
    )
    const sum = (count: 'good' | 'rubbish') => written.reduce((total, one) => total + one[count], 0)
    const { stdout, stderr } = await ended
    const outcome = JSON.parse(stdout)
    expect(outcome, stderr).toMatchObject({ balanced: true, stored: outcome.produced + sum('good') })
    // Garbage with a time in 1970 has a window there.
    expect(outcome.foreign).toBeGreaterThanOrEqual(sum('good'))
    expect(outcome.foreign).toBeLessThanOrEqual(sum('good') + sum('rubbish'))
    expect(outcome.logged).toBe(outcome.produced + outcome.foreign)
    expect(outcome.logged).toBe(outcome.stored + outcome.dead_letters)
  })

  it('reports who uses a port, and which port is free', { timeout: 120_000 }, async () => {
    await inTemp('services', 'remove', 'minio')
    const taken = createServer()
    taken.listen(Number(ports.MINIO_PORT), '127.0.0.1')
    await once(taken, 'listening')
    const { code, stderr } = await inTemp('services', 'start', 'minio')
    taken.close()
    expect(code).toBe(1)
    expect(stderr).toMatch(
      new RegExp(`Port ${ports.MINIO_PORT}, which MinIO needs, is used by .*pid ${process.pid}.*MINIO_PORT`),
    )
  })

  it('reports that an image does not exist', { timeout: 120_000 }, async () => {
    await settings({ variables: { MINIO_IMAGE: 'millrace-test/nowhere:1' } })
    const { code, stderr } = await inTemp('services', 'start', 'minio')
    await settings()
    expect(code).toBe(1)
    expect(stderr).toContain('millrace-test/nowhere:1')
  })

  it('removes what it created, with its data, and nothing else', { timeout: 180_000 }, async () => {
    const { project } = JSON.parse((await inTemp('services', 'list', '--json')).stdout)
    const { code } = await inTemp('services', 'remove', '--with-data', '--yes')
    expect(code).toBe(0)
    const ours = ['--filter', `label=com.docker.compose.project=${project}`]
    expect(await docker('ps', '--all', '--quiet', ...ours)).toBe('')
    expect(await docker('volume', 'ls', '--quiet', ...ours)).toBe('')
    expect(await docker('network', 'ls', '--quiet', ...ours)).toBe('')
    expect(await docker('inspect', '--format', '{{.State.Running}}', foreign)).toBe('true')
  })

  async function runFor(length: string, rate: number): Promise<Finished> {
    const args = ['run', '--backend', 'docker', '--rate', String(rate), '--for', length, '--json']
    return await inTemp(...args)
  }

  /** By Millrace's own ledger, and by plain SQL: no position of the log is stored twice. */
  async function expectBalanced({ code, stdout, stderr }: Finished): Promise<void> {
    expect(stdout, stderr).not.toBe('')
    const outcome = JSON.parse(stdout)
    expect(outcome, stderr).toMatchObject({ balanced: true })
    expect(outcome.stored).toBe(outcome.logged)
    expect(outcome.logged).toBe(outcome.produced)
    expect(code).toBe(0)
    console.log(`${outcome.logged} events logged, stored, extracted and analysed once`)
    const [rows, positions] = (
      await ask('SELECT count(), uniqExact(`@log_epoch`, `@log_partition`, `@log_offset`) FROM user_interactions')
    ).split('\t')
    expect(Number(rows)).toBeGreaterThanOrEqual(outcome.stored)
    expect(positions).toBe(rows)
  }

  async function ask(sql: string): Promise<string> {
    const env = (await inTemp('services', 'env')).stdout
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(env)?.[1] ?? ''
    const response = await fetch(`http://127.0.0.1:${ports.CLICKHOUSE_PORT}/`, {
      method: 'POST',
      body: sql,
      headers: {
        'x-clickhouse-user': value('CLICKHOUSE_USER') || 'millrace',
        'x-clickhouse-key': value('CLICKHOUSE_PASSWORD'),
      },
    })
    return (await response.text()).trim()
  }
})

interface Outcome {
  readonly services: readonly { service: string; state: string }[]
  readonly order: readonly string[]
  readonly seconds: number
  readonly fault: unknown
}

function outcomeOf({ stdout, stderr }: Finished): Outcome {
  expect(stdout, stderr).not.toBe('')
  return JSON.parse(stdout)
}
