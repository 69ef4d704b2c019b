import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CopyJob } from '@shared/model/copy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../crash/support/client'
import { type Inventory, takeInventory } from '../crash/support/inventory'
import { live } from '../crash/support/life'
import { millrace, spawnMillrace, temporaryDir } from '../support/millrace'
import { writePast } from '../support/past'
import { addEnvironment } from './support/add-environment'
import { type Cluster, startCluster } from './support/cluster'
import { countRecords } from './support/count-records'
import { countRows } from './support/count-rows'

const short = process.env.MILLRACE_SCALE === 'short'
/** 20,160 events, or 1,000,800. */
const PAST = short ? { minutes: 12, rate: 28 } : { minutes: 12, rate: 1_390 }
const EVENTS = PAST.minutes * 60 * PAST.rate
/** The shares of the events after which the copy is killed, killed again, and cancelled. */
const [KILLED, AGAIN, CANCELLED] = [0.2, 0.4, 0.6]
const DATASET = 'user_interactions'
/** What an embedded backend keeps in its data directory. */
const KEPT = ['log', 'store', 'objects', 'ledger', 'dead-letters', 'incidents', 'tmp']
const MINUTES = 60_000

/** Removes what differs from one log to another: the offsets given out. */
function contentOf({ lost, store, extracted, reported }: Inventory) {
  return { lost, rows: store.rows, events: store.eventIds, extracted, reported }
}

describe(`A copy of ${EVENTS} events to clusters with TLS and SCRAM, and back`, () => {
  let cluster: Cluster
  let name = ''
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  let other: Awaited<ReturnType<typeof temporaryDir>>
  let source: Inventory
  let original = ''
  const inTemp = (...args: string[]) => millrace(...args, '--data-dir', temp.dir)
  const there = (...args: string[]) => [
    'copy',
    '--from',
    'embedded',
    '--to',
    'external',
    '--environment',
    name,
    ...args,
  ]
  const back = () => ['copy', '--from', 'external', '--to', 'embedded', '--environment', name]

  /** Starts or continues the copy as the window does, and kills Millrace with its store once it has these events. */
  const killAt = async (events: number) => {
    const life = live(['serve', '--data-dir', temp.dir, '--no-open', '--no-welcome', '--port', '0'])
    const { client, close } = await connect(life)
    await client.copy.start({ to: { backend: 'external', environment: name } })
    let reached = 0
    for await (const jobs of await client.copy.feed()) {
      const job = jobs[0]
      expect(job?.state, JSON.stringify(job)).toBe('running')
      reached = job?.figures.events ?? 0
      if (job?.step === 'events' && reached >= events) break
    }
    await life.kill(true)
    close()
    return reached
  }

  beforeAll(async () => {
    cluster = await startCluster()
    ;[temp, other] = [await temporaryDir(), await temporaryDir()]
    await writePast(temp.dir, PAST)
    // The window would start the simulator.
    await writeFile(join(temp.dir, 'settings.json'), JSON.stringify({ producer: { enabled: false } }))
    name = await addEnvironment(cluster, temp.dir)
    const filled = await inTemp('run', '--rate', '100', '--for', '3s', '--json')
    expect(filled.code, filled.stderr).toBe(0)
    expect(JSON.parse(filled.stdout)).toMatchObject({ balanced: true })
    original = join(temp.dir, 'original')
    source = await takeInventory(temp.dir)
    expect(source.store.rows).toBeGreaterThan(EVENTS)
  }, 15 * MINUTES)
  afterAll(async () => {
    await cluster?.stop()
    await temp?.remove()
    await other?.remove()
  })

  it('is equal although it is killed twice and cancelled once', { timeout: 30 * MINUTES }, async () => {
    const reached = [await killAt(EVENTS * KILLED), await killAt(EVENTS * AGAIN)]
    const refused = await inTemp('run', '--environment', name, '--for', '1s')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('unfinished copy from embedded')
    expect(refused.stderr).toContain(`--to external --environment '${name}'`)

    const cancelled = spawnMillrace([...there('--json'), '--data-dir', temp.dir])
    let printed = ''
    cancelled.stdout?.on('data', (chunk) => (printed += chunk))
    const ended = new Promise<number | null>((resolve) => cancelled.once('close', resolve))
    const wanted = EVENTS * CANCELLED
    while (cancelled.exitCode === null && (await countRecords(cluster.addresses, DATASET)) < wanted) await sleep(100)
    cancelled.kill('SIGINT')
    expect(await ended, printed).toBe(130)
    const marked = JSON.parse(printed) as CopyJob
    expect(marked).toMatchObject({ state: 'cancelled', claimed: true, environment: name })
    expect(marked.figures.events).toBeLessThan(source.store.rows)
    const stillRefused = await inTemp('run', '--environment', name, '--for', '1s')
    expect(stillRefused.stderr).toContain('unfinished copy from embedded')

    const from = performance.now()
    const last = await millrace(...there('--json'), '--data-dir', temp.dir)
    expect(last.code, last.stdout + last.stderr).toBe(0)
    const job = JSON.parse(last.stdout) as CopyJob
    expect(job).toMatchObject({ state: 'done', differences: [] })
    expect(job.figures.events).toBe(source.store.rows)
    const rest = {
      killedAt: reached,
      cancelledAt: marked.figures.events,
      lastSeconds: (performance.now() - from) / 1e3,
    }
    console.log(`to the clusters: ${JSON.stringify({ ...job.figures, ...rest })}`)
  })

  it('is in Kafka and in ClickHouse once, as counted without Millrace', { timeout: 5 * MINUTES }, async () => {
    const { rows } = source.store
    expect(await countRows(cluster.addresses.store, DATASET)).toEqual({ rows, positions: rows, events: rows })
    expect(await countRecords(cluster.addresses, DATASET)).toBe(rows)
  })

  it('comes back into an empty embedded backend with the same content', { timeout: 30 * MINUTES }, async () => {
    const used = await millrace(...back(), '--data-dir', temp.dir)
    expect(used.code).toBe(1)
    expect(used.stderr).toContain('The embedded backend is not empty')
    await mkdir(original)
    for (const kept of await readdir(temp.dir)) {
      if (KEPT.includes(kept)) await rename(join(temp.dir, kept), join(original, kept))
    }
    const from = performance.now()
    const { code, stdout, stderr } = await millrace(...back(), '--json', '--data-dir', temp.dir)
    expect(code, stdout + stderr).toBe(0)
    const job = JSON.parse(stdout) as CopyJob
    expect(job).toMatchObject({ state: 'done', differences: [] })
    console.log(`back: ${JSON.stringify({ ...job.figures, seconds: (performance.now() - from) / 1e3 })}`)
    expect(contentOf(await takeInventory(temp.dir))).toEqual(contentOf(source))
  })

  it('takes a read-only environment as the source and refuses it as the target', {
    timeout: 30 * MINUTES,
  }, async () => {
    await addEnvironment(cluster, other.dir, { ...cluster.environment, readOnly: true })
    const inOther = (...args: string[]) => millrace(...args, '--data-dir', other.dir)
    const { code, stdout, stderr } = await inOther(...back(), '--json')
    expect(code, stdout + stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ state: 'done', differences: [] })
    expect(contentOf(await takeInventory(other.dir))).toEqual(contentOf(source))
    const refused = await inOther(...there())
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain(`The environment ${name} is read-only, so nothing can be copied to it.`)
    const goesOn = await inOther('run', '--rate', '100', '--for', '2s', '--json')
    expect(goesOn.code, goesOn.stderr).toBe(0)
  })

  it('goes on at the clusters, and reports no copied window again', { timeout: 5 * MINUTES }, async () => {
    const run = await inTemp('run', '--environment', name, '--rate', '100', '--for', '3s', '--json')
    expect(run.code, run.stderr).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({ balanced: true })
  })
})
