import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type RunningSink, runSink, SINK_SERVICES } from '../../../../e2e/stack/support/running-sink'
import { whyNoStack } from '../../../../e2e/stack/support/test-stack'

const missing = await whyNoStack(...SINK_SERVICES)
const RATE = 1_500

describe.skipIf(missing !== null)(`the two sinks over real services${missing === null ? '' : ` (${missing})`}`, () => {
  let running: RunningSink
  beforeAll(async () => {
    running = await runSink('built-in')
  }, 600_000)
  afterAll(() => running?.close(), 120_000)

  /** Plain SQL over everything since the first test: each event once, each bad record a dead letter. */
  const expectAllOnce = async () => {
    await running.drained()
    const { good, bad } = running.produced
    const { rows, positions, events } = await running.counted()
    expect({ rows, positions, events }).toEqual({ rows: good, positions: good, events: good })
    expect(await running.flow.ports.deadLetters.count()).toBe(bad)
  }
  const untilConnectRuns = async () => {
    const { connector } = running.flow.ports
    const { name } = running.dataset
    const runs = () =>
      connector?.status(name).then(
        ({ state }) => state === 'running',
        () => false,
      )
    for (let left = 240; !(await runs()); left--) {
      if (left === 0) throw new Error(`the connector does not run: ${JSON.stringify(running.faults.slice(-5))}`)
      await sleep(250)
    }
  }
  const untilStored = async (more: number) => {
    const enough = (await running.counted()).rows + more
    while ((await running.counted()).rows < enough) await sleep(250)
  }

  it('hands over in both directions under load', { timeout: 300_000 }, async () => {
    running.produce(RATE)
    for (const kind of ['connect', 'built-in', 'connect', 'built-in', 'connect'] as const) {
      await untilStored(RATE)
      running.choose(kind)
      if (kind === 'connect') await untilConnectRuns()
    }
    await untilStored(3 * RATE)
    await expectAllOnce()
  })

  it('survives the death of Kafka Connect', { timeout: 300_000 }, async () => {
    running.produce(RATE)
    await untilStored(2 * RATE)
    await running.connect.kill()
    const noticed = expect.objectContaining({ code: 'connect-unavailable' })
    await vi.waitFor(() => expect(running.faults).toContainEqual(noticed), 30_000)
    await running.connect.startAgain()
    await untilStored(3 * RATE)
    await expectAllOnce()
  })

  it('hands over while Kafka Connect is dead, and keeps it out when it comes back', { timeout: 300_000 }, async () => {
    running.produce(RATE)
    await untilStored(RATE)
    await running.connect.kill()
    running.choose('built-in')
    await untilStored(3 * RATE)
    await running.connect.startAgain()
    await untilStored(8 * RATE)
    await expectAllOnce()
    expect(await running.flow.ports.connector?.status(running.dataset.name)).toEqual({ state: 'stopped' })
  })

  it('turns unreadable records into dead letters, with Kafka Connect’s reason', { timeout: 300_000 }, async () => {
    running.choose('connect')
    running.produce(RATE, 0.05)
    await untilConnectRuns()
    await untilStored(4 * RATE)
    await expectAllOnce()
    const letters = await running.flow.ports.deadLetters.list({ limit: 1_000 })
    const theirs = letters.filter(({ reason }) => reason.includes('Kafka Connect: '))
    expect(theirs.length).toBeGreaterThan(letters.length / 2)
  })

  it('survives its own death, at any point', { timeout: 300_000 }, async () => {
    running.produce(RATE, 0.02)
    for (const [i, kind] of (['built-in', 'connect', 'built-in', 'connect', 'connect'] as const).entries()) {
      running.choose(kind)
      // "At any point": each life is longer than the one before it.
      await sleep(400 + 700 * i)
      await running.crash()
    }
    await untilConnectRuns()
    await untilStored(2 * RATE)
    await expectAllOnce()
  })

  it('survives the death of ClickHouse', { timeout: 300_000 }, async () => {
    running.produce(RATE)
    await untilStored(RATE)
    await running.clickhouse.kill()
    // A second without the server; the sink waits and reports nothing meanwhile.
    await sleep(1_000)
    await running.clickhouse.startAgain()
    await untilStored(2 * RATE)
    await expectAllOnce()
  })

  it('corrects a changed configuration, and restarts a connector that failed because of it', {
    timeout: 300_000,
  }, async () => {
    running.produce(RATE)
    const { connectUrl, name } = {
      connectUrl: `http://127.0.0.1:${running.connect.port(8083)}`,
      name: running.dataset.name,
    }
    const url = `${connectUrl}/connectors/millrace-${name}/config`
    const right = (await (await fetch(url)).json()) as Record<string, string>
    const astray = JSON.stringify({ ...right, topic2TableMap: `${name}=no_such_table` })
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(url, { method: 'PUT', headers, body: astray })).ok).toBe(true)
    const failed = expect.objectContaining({
      code: 'connector-failed',
      reason: expect.stringContaining('no_such_table'),
    })
    await expect.poll(() => running.faults, { timeout: 60_000 }).toContainEqual(failed)
    await expect.poll(async () => await (await fetch(url)).json(), { timeout: 60_000 }).toEqual(right)
    await untilStored(RATE)
    await expectAllOnce()
  })
})
