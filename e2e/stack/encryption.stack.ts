import { spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pkijsCertificateMaker } from '@main/adapters/pkijs/certificate-maker'
import { loadComposeFile } from '@main/services/compose-file'
import { DAY_MS } from '@shared/lib/time'
import { clientConfiguration } from '@shared/model/client-configuration'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { ServiceConnection } from '@shared/model/service'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../crash/support/life'
import { root } from '../support/millrace'
import { CORE, type DockerApp, docker, startDockerApp } from './support/docker-app'
import { STARTED_WITHIN_MS, whyNoStack } from './support/test-stack'

const RATE = 500
/** A quiet machine needs a quarter of it. */
const FLOWS_WITHIN_MS = 120_000
const KAFKA_IMAGE = 'apache/kafka:4.1.1'
const missing = await whyNoStack(...CORE)
if (missing) console.log(`Encryption of the stack is skipped: ${missing}`)

/** One `millrace serve` under load, from the first test to the last: it is never restarted. */
describe.skipIf(missing !== null)('encryption of Kafka’s port, while events come', () => {
  let app: DockerApp
  let connection: ServiceConnection

  beforeAll(async () => {
    app = await startDockerApp(RATE)
    await app.ready()
  }, STARTED_WITHIN_MS)
  afterAll(() => app?.remove(), 120_000)

  it('is switched on without touching ClickHouse and MinIO', { timeout: 300_000 }, async () => {
    const others = () => Promise.all(['clickhouse', 'minio'].map((name) => startedAt(name)))
    const before = await others()
    await switchTo(true)
    expect(await others()).toEqual(before)
    const json = await app.millrace('services', 'client', 'kafka', '--json')
    connection = ServiceConnection.parse(JSON.parse(json.stdout))
    expect(connection).toMatchObject({
      address: `127.0.0.1:${app.variables.KAFKA_PORT}`,
      login: { username: 'millrace', authority: expect.stringContaining('BEGIN CERTIFICATE') },
    })
    expect(await app.call((client) => client.services.connection({ service: 'kafka' }))).toEqual(connection)
  })

  it('lets in only who knows the password and trusts the certificate', { timeout: 120_000 }, async () => {
    const { login } = connection
    const ca = login?.authority ?? ''
    const password = login?.password ?? ''
    const maker = pkijsCertificateMaker()
    const other = await maker.authority('Millrace, this machine only', Date.now() - DAY_MS, Date.now() + DAY_MS)
    const plain = (given: string) => ({ mechanism: 'plain' as const, username: 'millrace', password: given })
    expect(await kafkajs({ ssl: { ca }, sasl: plain(password) })).toContain(DEFAULT_DATASET)
    expect(await kafkajs({ ssl: { ca }, sasl: plain('wrong') })).toContain('Invalid username or password')
    expect(await kafkajs({ ssl: { ca }, sasl: plain('') })).toContain('uthentication failed')
    expect(await kafkajs({ ssl: { ca } })).toContain('Closed connection')
    expect(await kafkajs({ ssl: { ca: other.certificate }, sasl: plain(password) })).toMatch(/certificate/)
    expect(await kafkajs({ ssl: true, sasl: plain(password) })).toMatch(/certificate/)
    expect(await kafkajs({})).toContain('Closed connection')
  })

  it('lets in Kafka’s own tools with the configuration that Millrace shows', { timeout: 120_000 }, async () => {
    const shown = await app.millrace('services', 'client', 'kafka')
    expect(shown.stdout).toBe(clientConfiguration(connection, 'java'))
    expect(await listTopics(shown.stdout)).toContain(DEFAULT_DATASET)
  })

  it('is the same without the app, by `services env`', async () => {
    const env: Record<string, string> = JSON.parse((await app.millrace('services', 'env', '--json')).stdout)
    const { COMPOSE_PROJECT_NAME: _, ...values } = env
    expect(values.KAFKA_PROTOCOL).toBe('SASL_SSL')
    const spec = (await loadComposeFile(join(root, 'compose'))).resolve(values).specs.get('kafka')
    expect(await environmentOf('kafka')).toEqual(expect.arrayContaining(linesOf(spec?.environment ?? {})))
  })

  it('outlives a broker that is killed', { timeout: 150_000 }, async () => {
    await docker('kill', '--signal', 'KILL', app.container('kafka'))
    await untilMoreIsStored()
  })

  it('leaves its secrets in no settings, log or command line', { timeout: 120_000 }, async () => {
    const kept = await readFile(join(app.dir, 'encryption-secrets.json'), 'utf8')
    const { values }: { values: Record<string, string> } = JSON.parse(kept)
    const keys = [values.KAFKA_CERTIFICATE_KEY, values.CA_KEY].map((pem) => pem?.split('\n')[1] ?? '')
    const secrets = [values.KAFKA_PASSWORD ?? '', ...keys]
    for (const secret of secrets) expect(secret.length).toBeGreaterThanOrEqual(24)
    const texts = new Map<string, string>([['output', app.life.stdout() + app.life.stderr()]])
    for (const path of await readdir(app.dir, { recursive: true })) {
      if (path === 'encryption-secrets.json') continue
      texts.set(path, await readFile(join(app.dir, path), 'latin1').catch(() => ''))
    }
    for (const service of CORE) texts.set(service, await docker('logs', app.container(service)))
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      texts.set(`process ${pid}`, await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
    }
    expect(texts.get('settings.json')).toContain('"encrypt": true')
    const found = [...texts].filter(([, text]) => secrets.some((secret) => text.includes(secret)))
    expect(found.map(([where]) => where)).toEqual([])
    console.log(`${texts.size} files, logs and command lines hold no secret`)
  })

  it('is switched off again, and every event was stored once', { timeout: 300_000 }, async () => {
    await switchTo(false)
    expect(await kafkajs({})).toContain(DEFAULT_DATASET)
    expect((await environmentOf('kafka')).filter((line) => line.includes('BEGIN'))).toEqual([])
    await app.call((client) => client.settings.change({ producer: { enabled: false } }))
    await until('every acknowledged event is stored', allStored, FLOWS_WITHIN_MS)
    const { produced } = await sums()
    const [all, positions, events] = (
      await app.ask(
        `SELECT count(), uniqExact(\`@log_partition\`, \`@log_offset\`), uniqExact(event_id) FROM ${DEFAULT_DATASET}`,
      )
    ).split('\t')
    expect([all, positions, events]).toEqual([produced, produced, produced].map(String))
    expect(await epochs()).toBe('1')
    const stored = await app.ask(
      `SELECT concat(toString(\`@log_partition\`), ' ', toString(\`@log_offset\`)) AS position FROM ${DEFAULT_DATASET} ORDER BY position`,
    )
    expect(stored.split('\n')).toEqual(await app.positionsInKafka())
    console.log(`${produced} events acknowledged, in Kafka and stored: equal`)
    expect(app.life.child.exitCode).toBeNull()
  })

  async function switchTo(encrypt: boolean): Promise<void> {
    const since = performance.now()
    const before = await startedAt('kafka')
    await app.call((client) => client.settings.change({ services: { encrypt } }))
    await until('Kafka has another container', async () => (await startedAt('kafka')) > before, FLOWS_WITHIN_MS)
    await untilMoreIsStored()
    const seconds = ((performance.now() - since) / 1_000).toFixed(1)
    console.log(`events were stored again ${seconds} s after encryption was switched ${encrypt ? 'on' : 'off'}`)
  }

  async function untilMoreIsStored(): Promise<void> {
    const before = await app.rows()
    await app.untilStored(async () => (await app.rows()) > before + 2 * RATE, FLOWS_WITHIN_MS)
  }

  /** The topics, or why it was refused. */
  async function kafkajs(how: Pick<ConstructorParameters<typeof Kafka>[0], 'ssl' | 'sasl'>): Promise<string> {
    const common = { brokers: [connection.address], logLevel: logLevel.NOTHING, retry: { retries: 0 } }
    const admin = new Kafka({ ...common, ...how, connectionTimeout: 5_000, requestTimeout: 5_000 }).admin()
    try {
      await admin.connect()
      return (await admin.listTopics()).join(' ')
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : String(thrown)
    } finally {
      await admin.disconnect().catch(() => undefined)
    }
  }

  /** By a container of its own on this machine's network: the broker's container would be inside. */
  async function listTopics(configuration: string): Promise<string> {
    const script = `cat > /tmp/client.properties && exec /opt/kafka/bin/kafka-topics.sh --bootstrap-server ${connection.address} --command-config /tmp/client.properties --list`
    const words = ['run', '--rm', '--interactive', '--network', 'host', '--env', 'KAFKA_HEAP_OPTS=-Xmx128m']
    const child = spawn('docker', [...words, KAFKA_IMAGE, 'bash', '-c', script])
    let printed = ''
    child.stdout.on('data', (chunk) => (printed += chunk))
    child.stderr.on('data', (chunk) => (printed += chunk))
    child.stdin.end(configuration)
    await new Promise((resolve) => child.once('close', resolve))
    return printed
  }

  const startedAt = (service: string) =>
    docker('inspect', '--format', '{{.State.StartedAt}}', app.container(service)).catch(() => '')

  const environmentOf = async (service: string): Promise<string[]> =>
    JSON.parse(await docker('inspect', '--format', '{{json .Config.Env}}', app.container(service)))

  const linesOf = (environment: Readonly<Record<string, string>>) =>
    Object.entries(environment).map(([name, value]) => `${name}=${value}`)

  const epochs = () => app.ask(`SELECT uniqExact(\`@log_epoch\`) FROM ${DEFAULT_DATASET}`)

  async function sums() {
    const { items } = await app.call((client) => client.windows.list({ dataset: DEFAULT_DATASET, limit: 100 }))
    const sum = (of: 'produced' | 'logged' | 'stored') => items.reduce((all, { counts }) => all + (counts[of] ?? 0), 0)
    return { produced: sum('produced'), logged: sum('logged'), stored: sum('stored') }
  }

  async function allStored(): Promise<boolean> {
    const { produced, logged, stored } = await sums()
    const settled = produced === logged && logged === stored
    return settled && (await app.rows()) === stored
  }
})
