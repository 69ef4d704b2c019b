import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { expectWhole, takeInventory } from './support/inventory'
import { type Life, live, until } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'

const BATCHES = 1_000
const RECORDS = 10
const KILLS = Math.max(2, killsOfAMoment)
const START = Date.UTC(2025, 4, 17, 10)
/** How many batches a client sends at once. */
const AT_ONCE = 4

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it(
  `takes each event of ${BATCHES.toLocaleString('en')} batches once over ${KILLS} kills, although the client repeats them`,
  async () => {
    const next = random()
    const dataDir = temp.dir
    let life: Life | null = null
    let address: { origin: string; token: string } | null = null
    let taken = 0
    let sentAgain = 0

    const start = async () => {
      const own = live(['serve', '--no-open', '--no-welcome', '--port', '0', '--data-dir', dataDir])
      life = own
      const ready = () => /^Millrace is ready at (\S+)$/m.exec(own.stdout())?.[1]
      await until('millrace serve is ready', () => ready() !== undefined || own.child.exitCode !== null)
      const url = new URL(ready() as string)
      address = { origin: url.origin, token: url.hash.replace('#token=', '') }
    }
    /** Sends the batch until it is answered. */
    const send = async (batch: number) => {
      for (let tries = 0; ; tries++) {
        if (tries > 0) sentAgain++
        try {
          if (address === null) throw new Error('it is being started again')
          const response = await fetch(`${address.origin}/events/access_log`, {
            method: 'POST',
            headers: {
              authorization: `Bearer ${address.token}`,
              'content-type': 'application/x-ndjson',
              'idempotency-key': `batch ${batch}`,
            },
            body: linesOf(batch).join('\n'),
          })
          if (response.status === 202) {
            expect(await response.json()).toEqual({ taken: RECORDS, refused: [{ record: RECORDS, reason: BAD }] })
            taken++
            return
          }
          expect([429, 503]).toContain(response.status)
        } catch (thrown) {
          if (!(thrown instanceof TypeError) && address !== null) throw thrown
        }
        await sleep(100)
      }
    }

    await start()
    let batch = 0
    const clients = Array.from({ length: AT_ONCE }, async () => {
      while (batch < BATCHES) await send(batch++)
    })
    const sending = Promise.all(clients)
    for (let n = 0; n < KILLS; n++) {
      const goal = Math.min(BATCHES - 1, taken + 1 + next() * 1.5 * (BATCHES / KILLS))
      await until('batches are taken', () => taken >= goal, 60_000)
      address = null
      await (life as unknown as Life).kill(next() < 0.5)
      await start()
    }
    await sending
    expect(taken).toBe(BATCHES)
    expect(sentAgain).toBeGreaterThan(0)
    ;(life as unknown as Life).child.kill('SIGTERM')
    await (life as unknown as Life).ended

    // Passes on what still waits, and makes the reports.
    const run = await millrace('run', '--rate', '1', '--for', '5s', '--json', '--data-dir', dataDir)
    expect(run.code, run.stderr).toBe(0)
    const inventory = await takeInventory(dataDir, 'access_log')
    expect(inventory.logged).toBe(BATCHES * RECORDS)
    expectWhole(inventory)
  },
  timeFor(KILLS + 4),
)

const BAD = 'it is no JSON object'

/** The last one is bad. */
function linesOf(batch: number): string[] {
  const good = Array.from({ length: RECORDS }, (_, n) => JSON.stringify(eventOf(batch * RECORDS + n)))
  return [...good, 'rubbish']
}

function eventOf(n: number) {
  const section = `/s${n % 5}`
  return {
    client: `203.0.113.${n % 200}`,
    time: START + n * 20,
    method: 'GET',
    path: `${section}/${n}`,
    section,
    status_code: 200,
    outcome: 'SUCCESS',
  }
}
