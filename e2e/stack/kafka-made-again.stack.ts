import { DEFAULT_DATASET } from '@shared/model/dataset'
import { ledgerDifference, windowName, windowOf } from '@shared/model/window'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstOf } from '../crash/support/client'
import { until } from '../crash/support/life'
import { CORE, type DockerApp, docker, startDockerApp } from './support/docker-app'
import { STARTED_WITHIN_MS, whyNoStack } from './support/test-stack'

const RATE = 200
const FLOWS_AGAIN_WITHIN_MS = 60_000
/** The rest of a minute, the time after it for late events, and time for a busy machine. */
const REPORTED_WITHIN_MS = 120_000
const missing = await whyNoStack(...CORE)
if (missing) console.log(`Kafka made again under a running app is skipped: ${missing}`)

/** One `millrace serve`, from the first test to the last: it is never restarted. */
describe.skipIf(missing !== null)('Kafka’s data is removed while Millrace runs', () => {
  let app: DockerApp
  const dataset = DEFAULT_DATASET

  beforeAll(async () => {
    app = await startDockerApp(RATE)
    await app.ready()
  }, STARTED_WITHIN_MS)
  afterAll(() => app?.remove(), 300_000)

  it('with its buttons: stop, remove with its data, start', { timeout: 180_000 }, async () => {
    await app.call((client) => client.services.stop({ service: 'kafka' }))
    await untilKafkaIs('stopped')
    await app.call((client) => client.services.remove({ service: 'kafka', withData: true }))
    await untilKafkaIs('missing')
    await untilVolumeIsGone()
    await app.call((client) => client.services.start({ service: 'kafka' }))
    await untilStoredAgain()
  })

  it('by hand, with its container, while events come', { timeout: 180_000 }, async () => {
    await docker('rm', '--force', app.container('kafka'))
    await docker('volume', 'rm', `${app.project()}_kafka-data`)
    await untilKafkaIs('missing')
    await app.call((client) => client.services.start({ service: 'kafka' }))
    await untilStoredAgain()
  })

  it('and the pipeline stores each event acknowledged since then once, and reports each window', {
    timeout: 300_000,
  }, async () => {
    await app.call((client) => client.settings.change({ producer: { enabled: false } }))
    const last = windowOf(Date.now())
    // The registry must first read its schemas from Kafka again.
    await docker('restart', app.container('schema-registry'))
    await until('the registry answers', () => subjects().then(Array.isArray, () => false), 120_000)
    expect(await subjects()).toContain(`${dataset}-value`)
    await until('each window has its report', async () => (await unreported(last)).length === 0, REPORTED_WITHIN_MS)
    const { items: windows } = await app.call((client) => client.windows.list({ dataset, limit: 100 }))
    expect(windows.length).toBeGreaterThan(0)
    for (const { start, state, counts } of windows) {
      const difference = ledgerDifference(counts)
      expect({ window: windowName(start), state, difference, counts }).toMatchObject({
        state: 'complete',
        difference: null,
      })
    }
    const [all, positions] = (
      await app.ask(`SELECT count(), uniqExact(\`@log_epoch\`, \`@log_partition\`, \`@log_offset\`) FROM ${dataset}`)
    ).split('\t')
    expect(positions).toBe(all)
    const [newest] = (await app.ask(`SELECT max(\`@log_epoch\`) FROM ${dataset}`)).split('\n')
    const stored = await app.ask(
      `SELECT concat(toString(\`@log_partition\`), ' ', toString(\`@log_offset\`)) AS position FROM ${dataset} WHERE \`@log_epoch\` = ${newest} ORDER BY position`,
    )
    expect(stored.split('\n')).toEqual(await app.positionsInKafka())
    expect(app.life.child.exitCode).toBeNull()
  })

  const subjects = async () =>
    await (await fetch(`http://127.0.0.1:${app.variables.SCHEMA_REGISTRY_PORT}/subjects`)).json()

  async function untilKafkaIs(state: string): Promise<void> {
    await until(`Kafka is ${state}`, async () => (await kafkaState()) === state, 60_000)
  }

  const kafkaState = () =>
    app.call(async (client) => {
      const { services } = await firstOf(client.services.feed())
      return services.find(({ service }) => service.id === 'kafka')?.state.state
    })

  async function untilVolumeIsGone(): Promise<void> {
    const gone = async () =>
      (await docker('volume', 'ls', '--quiet')).split('\n').includes(`${app.project()}_kafka-data`)
    await until('the volume is gone', async () => !(await gone()), 30_000)
  }

  /** Events of the new log: their epoch is not one of the earlier ones. */
  async function untilStoredAgain(): Promise<void> {
    const before = await app.ask(`SELECT max(\`@log_epoch\`) FROM ${dataset}`)
    const since = performance.now()
    const more = () => app.ask(`SELECT count() FROM ${dataset} WHERE \`@log_epoch\` > ${before}`)
    await app.untilStored(async () => Number(await more()) > RATE, FLOWS_AGAIN_WITHIN_MS)
    console.log(
      `events were stored again ${((performance.now() - since) / 1_000).toFixed(1)} s after Kafka was started`,
    )
  }

  /** The windows up to this one without a complete report. */
  async function unreported(last: number) {
    const { items } = await app.call((client) => client.windows.list({ dataset, limit: 100 }))
    return items.filter(({ start, state }) => start <= last && state !== 'complete')
  }
})
