import { setTimeout as sleep } from 'node:timers/promises'
import { MINUTE_MS } from '@shared/lib/time'
import { isAlarm } from '@shared/model/alarm'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { HISTORY_MINUTES, type HistoryJob } from '@shared/model/history'
import { expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { type Client, connect } from './support/client'
import { expectWhole, takeInventory } from './support/inventory'
import { live } from './support/life'
import { random, timeFor } from './support/plan'

/** In each life the job makes some progress: a few kills come before its end. */
const KILLS = 4
const RATE = 300

it(
  `makes ${HISTORY_MINUTES} minutes of history once, with ${KILLS} kills meanwhile`,
  async () => {
    const next = random()
    const { dir: dataDir, remove } = await temporaryDir()
    const serve = ['serve', '--no-open', '--data-dir', dataDir]
    for (let n = 0; n < KILLS; n++) {
      const life = live(serve)
      const { client } = await connect(life)
      if (n === 0) await client.history.start()
      await sleep(1_000 + next() * 3_000)
      await life.kill(next() < 0.5)
    }
    const life = live(serve)
    const { client } = await connect(life)
    await expect(client.history.start()).rejects.toMatchObject({ data: { code: 'history-there' } })
    const job = await done(client)
    const { items } = await client.windows.list({ dataset: DEFAULT_DATASET, before: job.to, limit: 100 })
    const { items: incidents } = await client.incidents.list({ dataset: DEFAULT_DATASET, limit: 200 })
    life.child.kill('SIGTERM')
    await life.ended

    expect(items.map(({ start }) => start)).toEqual(
      Array.from({ length: HISTORY_MINUTES }, (_, n) => job.to - (n + 1) * MINUTE_MS),
    )
    for (const { state, counts } of items) {
      expect(state).toBe('complete')
      expect(Math.abs((counts.logged ?? 0) - RATE * 60)).toBeLessThanOrEqual(KILLS + 1)
    }
    const ofVolume = incidents.filter(
      (incident) => !isAlarm(incident) && incident.measures.some(({ measure }) => measure === 'volume'),
    )
    expect(ofVolume.filter(({ began }) => began < job.to)).toEqual([])
    const last = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', dataDir)
    expect(last.code, last.stderr).toBe(0)
    expectWhole(await takeInventory(dataDir))
    await remove()
  },
  timeFor(KILLS) + 240_000,
)

async function done(client: Client): Promise<HistoryJob> {
  for await (const { job } of await client.history.feed()) {
    if (job?.state === 'failed') throw new Error(JSON.stringify(job.fault))
    if (job?.state === 'done') return job
  }
  throw new Error('the feed ended')
}
