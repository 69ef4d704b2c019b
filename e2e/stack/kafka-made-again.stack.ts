import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { ledgerDifference, windowName, windowOf } from '@shared/model/window'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect } from '../crash/support/client'
import { type Life, live, until } from '../crash/support/life'
import { millrace, temporaryDir } from '../support/millrace'
import { freePort, STARTED_WITHIN_MS, whyNoStack } from './support/test-stack'

const run = promisify(execFile)
const docker = async (...args: string[]) => (await run('docker', args, { maxBuffer: 64 << 20 })).stdout.trim()
const CORE = ['kafka', 'schema-registry', 'kafka-connect', 'clickhouse', 'minio']
const PORTS = ['KAFKA', 'SCHEMA_REGISTRY', 'KAFKA_CONNECT', 'CLICKHOUSE', 'MINIO', 'MINIO_CONSOLE']
const RATE = 200
const FLOWS_AGAIN_WITHIN_MS = 60_000
/** The rest of a minute, the time after it for late events, and time for a busy machine. */
const REPORTED_WITHIN_MS = 120_000
const missing = await whyNoStack(...CORE)
if (missing) console.log(`Kafka made again under a running app is skipped: ${missing}`)

/** One `millrace serve`, from the first test to the last: it is never restarted. */
describe.skipIf(missing !== null)('Kafka’s data is removed while Millrace runs', () => {
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  let app: Life
  let link: Awaited<ReturnType<typeof connect>> | null = null
  let project: string
  let clickhouse: Record<string, string>
  const variables: Record<string, string> = {}
  const dataset = DEFAULT_DATASET

  beforeAll(async () => {
    temp = await temporaryDir()
    for (const name of PORTS) variables[`${name}_PORT`] = String(await freePort())
    const settings = { producer: { rate: RATE }, services: { variables } }
    await writeFile(join(temp.dir, 'settings.json'), JSON.stringify(settings))
    app = live(['serve', '--backend', 'docker', '--no-open', '--data-dir', temp.dir])
    ;({ project } = JSON.parse((await millrace('services', 'list', '--json', '--data-dir', temp.dir)).stdout))
    const credentials = await call((client) => client.services.credentials())
    const value = (name: string) => credentials.find(({ variable }) => variable === name)?.value ?? ''
    clickhouse = { 'x-clickhouse-user': value('CLICKHOUSE_USER'), 'x-clickhouse-key': value('CLICKHOUSE_PASSWORD') }
    await until('events are stored', async () => (await rows()) > RATE, STARTED_WITHIN_MS)
  }, STARTED_WITHIN_MS)
  afterAll(async () => {
    link?.close()
    if (app?.child.exitCode === null) app.child.kill('SIGTERM')
    await app?.ended
    await millrace('services', 'remove', '--with-data', '--yes', '--data-dir', temp.dir)
    await temp.remove()
  }, 300_000)

  it('with its buttons: stop, remove with its data, start', { timeout: 180_000 }, async () => {
    await call((client) => client.services.stop({ service: 'kafka' }))
    await untilKafkaIs('stopped')
    await call((client) => client.services.remove({ service: 'kafka', withData: true }))
    await untilKafkaIs('missing')
    await untilVolumeIsGone()
    await call((client) => client.services.start({ service: 'kafka' }))
    await untilStoredAgain()
  })

  it('by hand, with its container, while events come', { timeout: 180_000 }, async () => {
    await docker('rm', '--force', `${project}-kafka-1`)
    await docker('volume', 'rm', `${project}_kafka-data`)
    await untilKafkaIs('missing')
    await call((client) => client.services.start({ service: 'kafka' }))
    await untilStoredAgain()
  })

  it('and the pipeline stores each event acknowledged since then once, and reports each window', {
    timeout: 300_000,
  }, async () => {
    await call((client) => client.settings.change({ producer: { enabled: false } }))
    const last = windowOf(Date.now())
    // The registry must first read its schemas from Kafka again.
    await docker('restart', `${project}-schema-registry-1`)
    await until('the registry answers', () => subjects().then(Array.isArray, () => false), 120_000)
    expect(await subjects()).toContain(`${dataset}-value`)
    await until('each window has its report', async () => (await unreported(last)).length === 0, REPORTED_WITHIN_MS)
    const { items: windows } = await call((client) => client.windows.list({ dataset, limit: 100 }))
    expect(windows.length).toBeGreaterThan(0)
    for (const { start, state, counts } of windows) {
      const difference = ledgerDifference(counts)
      expect({ window: windowName(start), state, difference, counts }).toMatchObject({
        state: 'complete',
        difference: null,
      })
    }
    const [all, positions] = (
      await ask(`SELECT count(), uniqExact(\`@log_epoch\`, \`@log_partition\`, \`@log_offset\`) FROM ${dataset}`)
    ).split('\t')
    expect(positions).toBe(all)
    const [newest] = (await ask(`SELECT max(\`@log_epoch\`) FROM ${dataset}`)).split('\n')
    const stored = await ask(
      `SELECT concat(toString(\`@log_partition\`), ' ', toString(\`@log_offset\`)) AS position FROM ${dataset} WHERE \`@log_epoch\` = ${newest} ORDER BY position`,
    )
    expect(stored.split('\n')).toEqual(await positionsInKafka())
    expect(app.child.exitCode).toBeNull()
  })

  /** The session is opened again during this call, which ends this client's connection as it ends the window's. */
  async function call<T>(work: (client: Client) => Promise<T>): Promise<T> {
    for (let left = 40; ; left--) {
      try {
        link ??= await connect(app)
        return await work(link.client)
      } catch (thrown) {
        link?.close()
        link = null
        if (left === 0 || app.child.exitCode !== null) throw thrown
        await sleep(250)
      }
    }
  }

  const rows = async (): Promise<number> => Number(await ask(`SELECT count() FROM ${dataset}`).catch(() => '0')) || 0

  const subjects = async () => await (await fetch(`http://127.0.0.1:${variables.SCHEMA_REGISTRY_PORT}/subjects`)).json()

  async function untilKafkaIs(state: string): Promise<void> {
    await until(`Kafka is ${state}`, async () => (await kafkaState()) === state, 60_000)
  }

  const kafkaState = () =>
    call(async (client) => {
      const { services } = await first(await client.services.feed())
      return services.find(({ service }) => service.id === 'kafka')?.state.state
    })

  async function untilVolumeIsGone(): Promise<void> {
    const gone = async () => (await docker('volume', 'ls', '--quiet')).split('\n').includes(`${project}_kafka-data`)
    await until('the volume is gone', async () => !(await gone()), 30_000)
  }

  /** Events of the new log: their epoch is not one of the earlier ones. */
  async function untilStoredAgain(): Promise<void> {
    const before = await ask(`SELECT max(\`@log_epoch\`) FROM ${dataset}`)
    const since = performance.now()
    const more = () => ask(`SELECT count() FROM ${dataset} WHERE \`@log_epoch\` > ${before}`)
    await until('events are stored again', async () => Number(await more()) > RATE, FLOWS_AGAIN_WITHIN_MS).catch(
      async (thrown) => {
        const { stages } = await call(async (client) => first(await client.pipeline.feed()))
        console.log(JSON.stringify(stages.map(({ id, state, lastFault }) => ({ id, state, lastFault }))))
        throw thrown
      },
    )
    console.log(
      `events were stored again ${((performance.now() - since) / 1_000).toFixed(1)} s after Kafka was started`,
    )
  }

  /** The windows up to this one without a complete report. */
  async function unreported(last: number) {
    const { items } = await call((client) => client.windows.list({ dataset, limit: 100 }))
    return items.filter(({ start, state }) => start <= last && state !== 'complete')
  }

  /** The records as Kafka's own tool reads them: partition and offset of each committed record, sorted as text. */
  async function positionsInKafka(): Promise<string[]> {
    const shown = ['print.partition=true', 'print.offset=true', 'print.value=false', 'print.timestamp=false']
    const read = await docker(
      ...[
        'exec',
        '--env',
        'KAFKA_HEAP_OPTS=-Xmx128m',
        `${project}-kafka-1`,
        '/opt/kafka/bin/kafka-console-consumer.sh',
      ],
      ...['--bootstrap-server', 'kafka:19092', '--topic', dataset, '--from-beginning', '--timeout-ms', '8000'],
      ...['--isolation-level', 'read_committed', ...shown.flatMap((property) => ['--property', property])],
    )
    return read
      .split('\n')
      .map((line) => /Partition:(\d+)\s+Offset:(\d+)/.exec(line))
      .flatMap((match) => (match ? [`${match[1]} ${match[2]}`] : []))
      .toSorted()
  }

  async function ask(sql: string): Promise<string> {
    const url = `http://127.0.0.1:${variables.CLICKHOUSE_PORT}/`
    const response = await fetch(url, { method: 'POST', body: sql, headers: clickhouse })
    const text = (await response.text()).trim()
    if (!response.ok) throw new Error(text)
    return text
  }
})

async function first<T>(feed: AsyncIterable<T>): Promise<T> {
  for await (const item of feed) return item
  throw new Error('the feed has ended')
}
