import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { millrace, spawnMillrace, temporaryDir } from '../support/millrace'
import { addEnvironment } from './support/add-environment'
import { type Cluster, startCluster } from './support/cluster'
import { countRecords, countReported } from './support/count-records'
import { type CountedRows, countRows } from './support/count-rows'
import { commandLines, filesWith } from './support/find-secrets'

const short = process.env.MILLRACE_SCALE === 'short'
interface Plan {
  readonly brokers: 1 | 3
  readonly rate: number
  readonly seconds: number
  /** Seconds after the start; null: no broker is killed. */
  readonly killAt: number | null
  readonly startAt: number
}

const PLAN: Plan = short
  ? { brokers: 1, rate: 1_000, seconds: 45, killAt: null, startAt: 0 }
  : { brokers: 3, rate: 5_000, seconds: 150, killAt: 40, startAt: 75 }
const DATASET = 'user_interactions'

interface Summary {
  readonly produced: number
  readonly logged: number
  readonly stored: number
  readonly dead_letters: number
  readonly balanced: boolean
  readonly events_per_second: number
}

describe(`The pipeline on ${PLAN.brokers} broker(s) with TLS and SCRAM, and a registry, ClickHouse and S3 with TLS`, () => {
  let cluster: Cluster
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  let summary: Summary
  let counted: CountedRows
  let inKafka = 0
  let reported = 0
  let code: number | null = null
  let printed = ''
  let argv = ''

  beforeAll(async () => {
    cluster = await startCluster({ brokers: PLAN.brokers })
    temp = await temporaryDir()
    const name = await addEnvironment(cluster, temp.dir)
    const args = ['--environment', name, '--data-dir', temp.dir, '--rate', String(PLAN.rate)]
    const run = spawnMillrace(['run', ...args, '--for', `${PLAN.seconds}s`, '--json'])
    let stdout = ''
    run.stdout?.on('data', (chunk) => (stdout += chunk))
    run.stderr?.on('data', (chunk) => (printed += chunk))
    const ended = new Promise<number | null>((resolve) => run.once('close', resolve))
    const from = performance.now()
    const at = (seconds: number) => sleep(Math.max(0, from + seconds * 1_000 - performance.now()))
    await at(15)
    argv = await commandLines()
    if (PLAN.killAt !== null) {
      await at(PLAN.killAt)
      await cluster.killBroker(1)
      await at(PLAN.startAt)
      await cluster.startBroker(1)
    }
    code = await ended
    summary = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}')
    counted = await countRows(cluster.addresses.store, DATASET)
    inKafka = await countRecords(cluster.addresses, DATASET)
    reported = await countReported(cluster.addresses, DATASET.replaceAll('_', '-'))
    console.log(JSON.stringify({ ...summary, inKafka, counted, reported }))
    if (printed !== '') console.log(printed)
  }, 600_000)
  afterAll(async () => {
    await cluster?.stop()
    await temp?.remove()
  })

  it('balances its ledger', () => {
    expect(code, printed).toBe(0)
    expect(summary).toMatchObject({ balanced: true, dead_letters: 0 })
    expect(summary.logged).toBeGreaterThan(PLAN.rate * PLAN.seconds * 0.6)
  })

  it('loses nothing, and stores and reports nothing twice', () => {
    // The summary starts with the minute in which source and sink were ready: what is counted here is everything that Kafka holds.
    expect(inKafka).toBeGreaterThanOrEqual(summary.logged)
    expect(counted).toEqual({ rows: inKafka, positions: inKafka, events: inKafka })
    expect(reported).toBe(inKafka)
  })

  it('keeps the passwords in their file alone: in no other file, command line, output or exported report', async () => {
    const secrets = Object.values(cluster.secrets)
    expect(await filesWith(secrets, temp.dir)).toEqual(['environment-secrets.json'])
    expect(await filesWith(secrets, join(cluster.dir, 'objects', 'data'))).toEqual([])
    const zip = join(cluster.dir, 'report.zip')
    const { code, stdout, stderr } = await millrace('report-problem', '--data-dir', temp.dir, '--out', zip)
    expect(code, stderr).toBe(0)
    const exported = Object.values(unzipSync(new Uint8Array(await readFile(zip)))).map((bytes) =>
      Buffer.from(bytes).toString('utf8'),
    )
    expect(argv).toContain('--environment')
    for (const text of [...exported, printed, argv, stdout, stderr]) {
      for (const secret of secrets) expect(text.includes(secret)).toBe(false)
    }
  })
})
