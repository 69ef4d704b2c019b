import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findSpark } from '@main/adapters/spark/testing/spark-install'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Client, connect } from '../crash/support/client'
import { type Life, live, until } from '../crash/support/life'
import { millrace, temporaryDir } from '../support/millrace'
import { writePast } from '../support/past'
import { addEnvironment } from './support/add-environment'
import { type Cluster, startCluster } from './support/cluster'
import { countReported } from './support/count-records'
import { countRows } from './support/count-rows'
import { type SparkCluster, startSparkCluster } from './support/spark-cluster'
import { HADOOP_AWS, trustOptions } from './support/spark-s3'

const DATASET = 'user_interactions'
const BUCKET = 'user-interactions'
/** Windows of 60,000 rows, and a last one that is not full. */
const PAST = { minutes: 10, rate: 1_000 }
const MINUTES = 60_000

const found =
  process.env.MILLRACE_SCALE === 'short'
    ? { missing: 'the short form starts no Spark cluster' }
    : await findSpark(console.log)
if ('missing' in found) console.log(`skipped: ${found.missing}`)

const Apps = z.array(z.object({ id: z.string(), name: z.string() }))
/** `60 windows: 3 of 20 tasks`, as the card says it. */
const TASKS = /: (\d+) of (\d+) tasks$/

interface Job {
  readonly seconds: number
  /** Applications of the cluster. */
  readonly jobs: number
}

describe.skipIf('missing' in found)('Spark as a cluster of one master and two workers', () => {
  let cluster: Cluster
  let spark: SparkCluster
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  let life: Life
  let session: { client: Client; close(): void }
  let name = ''
  let starts: number[] = []
  const inProcess = new Map<number, unknown>()

  const settingsWith = (master: string, trust: string) => ({
    ...{ backend: 'external', environment: name, producer: { enabled: false } },
    spark: {
      submit: 'submit' in found ? found.submit : '',
      master,
      conf: {
        'spark.jars.packages': HADOOP_AWS,
        'spark.driver.extraJavaOptions': trust,
        'spark.executor.extraJavaOptions': trust,
      },
    },
  })

  const analyseNow = async () => {
    const { stages } = await firstOf(await session.client.pipeline.feed())
    return stages.find(({ id }) => id === 'analyse')?.figures
  }
  const linkNow = async () => (await analyseNow())?.link ?? ''
  const revisionsNow = async () => {
    const { items } = await session.client.windows.list({ dataset: DATASET, limit: 200 })
    return new Map(items.map(({ start, revision }) => [start, revision]))
  }

  /** Analyses the windows again as one range. `onTasks`: called once, when the job has done some of its tasks. */
  const again = async (windows: readonly number[], what: string, onTasks = async () => {}): Promise<Job> => {
    const { client } = session
    const [before, jobsBefore] = [await revisionsNow(), (await spark.state()).completedapps.length]
    const from = performance.now()
    await client.reanalysis.reanalyse({ dataset: DATASET, from: windows[0] ?? 0, to: (windows.at(-1) ?? 0) + MINUTES })
    let seen = false
    const isDone = async () => {
      const now = await revisionsNow()
      // The next range is refused until this one has ended.
      const job = await firstOf(await client.reanalysis.feed())
      return job?.state !== 'running' && windows.every((start) => (now.get(start) ?? 0) > (before.get(start) ?? 0))
    }
    while (!(await isDone())) {
      expect(performance.now() - from, 'the job ends in time').toBeLessThan(10 * MINUTES)
      const [, done, of] = TASKS.exec((await analyseNow())?.note ?? '') ?? []
      if (!seen && done !== undefined && Number(done) > 0 && Number(done) < Number(of)) {
        seen = true
        await onTasks()
      }
      await sleep(300)
    }
    const { activeapps, completedapps } = await spark.state()
    const jobs = activeapps.length + completedapps.length - jobsBefore
    const seconds = (performance.now() - from) / 1_000
    console.log(`${what}: ${seconds.toFixed(1)} s, ${jobs} job(s) on the cluster`)
    return { seconds, jobs }
  }

  beforeAll(async () => {
    cluster = await startCluster()
    temp = await temporaryDir()
    await writePast(temp.dir, PAST)
    name = await addEnvironment(cluster, temp.dir)
    // The copy brings the events; no window is extracted yet.
    const copied = await millrace(
      'copy',
      '--from',
      'embedded',
      '--to',
      'external',
      '--environment',
      name,
      '--data-dir',
      temp.dir,
    )
    expect(copied.code, copied.stderr).toBe(0)
    await mkdir(join(temp.dir, 'spark-test'))
    spark = await startSparkCluster(join(temp.dir, 'spark-test'), 'submit' in found ? found.submit : '', 2)
    const trust = await trustOptions(join(temp.dir, 'spark-test'), cluster.authority.ca)
    await writeFile(join(temp.dir, 'settings.json'), JSON.stringify(settingsWith(spark.master, trust)))
    life = live(['serve', '--data-dir', temp.dir, '--no-open', '--no-welcome', '--port', '0'])
    session = await connect(life)
    const { client } = session
    await client.pipeline.start({})
    await until(
      'this process has reported all windows',
      async () => {
        const revisions = [...(await revisionsNow()).values()]
        return revisions.length > PAST.minutes && revisions.every((revision) => revision > 0)
      },
      5 * MINUTES,
    )
    starts = [...(await revisionsNow()).keys()].sort((a, b) => a - b)
    for (const start of starts) {
      inProcess.set(start, { ...(await client.reports.get({ dataset: DATASET, start })).analysis, seconds: 0 })
    }
    await client.settings.change({ analysis: { engine: 'spark' } })
  }, 15 * MINUTES)
  afterAll(async () => {
    session?.close()
    life?.child.kill('SIGTERM')
    await life?.ended
    await spark?.stop()
    await cluster?.stop()
    await temp?.remove()
  })

  it('gives for one window, and for a range in one job, the figures of this process', {
    timeout: 15 * MINUTES,
  }, async () => {
    const [first = 0] = starts
    const one = await again([first], 'one window')
    const range = await again(starts, `${starts.length} windows`)
    for (const start of starts) {
      const report = await session.client.reports.get({ dataset: DATASET, start })
      expect({ ...report.analysis, seconds: 0 }).toEqual(inProcess.get(start))
    }
    expect([one.jobs, range.jobs]).toEqual([1, 1])
  })

  it('reports each window once although a worker is killed in the middle', { timeout: 15 * MINUTES }, async () => {
    const { client } = session
    let killed = false
    const job = await again(starts, `${starts.length} windows, a worker killed`, async () => {
      // The link of the card is the screen of exactly this job, not the master's.
      const shown = Apps.parse(await (await fetch(`${await linkNow()}/api/v1/applications`)).json())
      const { activeapps } = await spark.state()
      expect(shown).toMatchObject(activeapps.map(({ id }) => ({ id, name: `Millrace ${DATASET}` })))
      expect(shown).toHaveLength(1)
      await spark.killWorker(1)
      killed = true
    })
    expect(killed, 'a worker was killed while the job was at work').toBe(true)
    expect(job.jobs).toBe(1)
    const { items } = await client.windows.list({ dataset: DATASET, limit: 200 })
    const revisions = new Map(items.map(({ start, revision }) => [start, revision]))
    // One in this process, one with the range before, one now; the first window also alone.
    expect(starts.map((start) => revisions.get(start))).toEqual(starts.map((_, n) => (n === 0 ? 4 : 3)))
    for (const start of starts) {
      const report = await client.reports.get({ dataset: DATASET, start })
      expect({ ...report.analysis, seconds: 0 }).toEqual(inProcess.get(start))
    }
    const { rows } = await countRows(cluster.addresses.store, DATASET)
    expect(await countReported(cluster.addresses, BUCKET)).toBe(rows)
  })

  it('does the same range in local mode, for comparison', { timeout: 15 * MINUTES }, async () => {
    await session.client.settings.change({ spark: { master: 'local[2]' } })
    await again(starts, `${starts.length} windows in local[2]`)
  })
})

async function firstOf<T>(items: AsyncIterable<T>): Promise<T> {
  for await (const item of items) return item
  throw new Error('the feed ended without an item')
}
