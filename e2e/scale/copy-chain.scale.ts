import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CopyJob } from '@shared/model/copy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Inventory, takeInventory } from '../crash/support/inventory'
import { CORE, freeServicePorts } from '../stack/support/docker-app'
import { whyNoStack } from '../stack/support/test-stack'
import { millrace, spawnMillrace, temporaryDir } from '../support/millrace'
import { writePast } from '../support/past'
import { addEnvironment } from './support/add-environment'
import { type Cluster, startCluster } from './support/cluster'
import { countRecords } from './support/count-records'
import { countRows } from './support/count-rows'

/** 1,000,800 events. */
const PAST = { minutes: 12, rate: 1_390 }
const DATASET = 'user_interactions'
const MINUTES = 60_000

const why = process.env.MILLRACE_SCALE === 'short' ? 'the short form starts no Docker stack' : await whyNoStack(...CORE)
if (why !== null) console.log(`the copy from backend to backend is skipped: ${why}`)

describe.skipIf(why !== null)('A million events, copied from embedded to Docker to clusters', () => {
  let cluster: Cluster
  let name = ''
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  let other: Awaited<ReturnType<typeof temporaryDir>>
  let source: Inventory
  const inTemp = (...args: string[]) => millrace(...args, '--data-dir', temp.dir)
  const copyFrom = (from: string, to: readonly string[]) => ['copy', '--from', from, '--to', ...to]
  const jobNow = async () => {
    const text = await readFile(join(temp.dir, 'copies.json'), 'utf8').catch(() => '[]')
    return (JSON.parse(text) as CopyJob[])[0]
  }

  /** Kills the copy, with its store, once it has this many events. */
  const killAt = async (command: readonly string[], events: number) => {
    const child = spawnMillrace([...command, '--data-dir', temp.dir], { detached: true })
    const ended = once(child, 'exit')
    while (child.exitCode === null && child.signalCode === null) {
      const job = await jobNow()
      const target = command[command.indexOf('--to') + 1]
      if (
        job &&
        job.to === target &&
        job.state === 'running' &&
        job.step === 'events' &&
        job.figures.events >= events
      ) {
        process.kill(-(child.pid as number), 'SIGKILL')
        break
      }
      await sleep(50)
    }
    await ended
    expect(child.signalCode, 'it was killed on its way').toBe('SIGKILL')
  }

  /** Kills the copy twice and lets it end. */
  const copied = async (command: readonly string[]) => {
    await killAt(command, source.store.rows * 0.2)
    await killAt(command, source.store.rows * 0.5)
    const { code, stdout, stderr } = await inTemp(...command, '--json')
    expect(code, stdout + stderr).toBe(0)
    const job = JSON.parse(stdout) as CopyJob
    expect(job).toMatchObject({ state: 'done', differences: [] })
    expect(job.figures.events).toBe(source.store.rows)
    console.log(`${command.join(' ')}: ${JSON.stringify(job.figures)}`)
  }

  beforeAll(async () => {
    cluster = await startCluster()
    ;[temp, other] = [await temporaryDir(), await temporaryDir()]
    await writePast(temp.dir, PAST)
    const services = { variables: await freeServicePorts() }
    await writeFile(join(temp.dir, 'settings.json'), JSON.stringify({ producer: { enabled: false }, services }))
    name = await addEnvironment(cluster, temp.dir)
    const filled = await inTemp('run', '--rate', '100', '--for', '3s', '--json')
    expect(filled.code, filled.stderr).toBe(0)
    source = await takeInventory(temp.dir)
  }, 15 * MINUTES)
  afterAll(async () => {
    await inTemp('services', 'remove', '--with-data', '--yes')
    await cluster?.stop()
    await temp?.remove()
    await other?.remove()
  })

  it('is equal in Docker although it is killed twice', { timeout: 30 * MINUTES }, () =>
    copied(copyFrom('embedded', ['docker'])),
  )

  it('is equal on the clusters although it is killed twice', { timeout: 30 * MINUTES }, async () => {
    await copied(copyFrom('docker', ['external', '--environment', name]))
    const { rows } = source.store
    expect(await countRows(cluster.addresses.store, DATASET)).toEqual({ rows, positions: rows, events: rows })
    expect(await countRecords(cluster.addresses, DATASET)).toBe(rows)
  })

  it('comes back with the content that it had at first', { timeout: 30 * MINUTES }, async () => {
    await addEnvironment(cluster, other.dir)
    const back = ['copy', '--from', 'external', '--environment', name, '--to', 'embedded', '--json']
    const { code, stdout, stderr } = await millrace(...back, '--data-dir', other.dir)
    expect(code, stdout + stderr).toBe(0)
    const { lost, store, extracted, reported } = await takeInventory(other.dir)
    const first = source
    expect({ lost, rows: store.rows, events: store.eventIds, extracted, reported }).toEqual({
      ...{ lost: first.lost, rows: first.store.rows, events: first.store.eventIds },
      ...{ extracted: first.extracted, reported: first.reported },
    })
  })
})
