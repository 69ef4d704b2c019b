import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { expectWhole, loggedTotal, takeInventory } from './support/inventory'
import { live, until } from './support/life'
import { kills, random, timeFor } from './support/plan'

const INSTANCES = 10
const rounds = Math.max(2, Math.ceil(kills / 40))

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it(
  `lets exactly one of ${INSTANCES} instances use the data directory, ${rounds} times, also after a kill`,
  async () => {
    const next = random()
    for (let round = 0; round < rounds; round++) {
      const lives = Array.from({ length: INSTANCES }, () => live(['run', '--rate', '2000', '--data-dir', temp.dir]))
      await until('all but one have ended', () => lives.filter(({ child }) => child.exitCode === null).length <= 1)
      const [winner, ...others] = lives.toSorted((a, b) => Number(a.child.exitCode) - Number(b.child.exitCode))
      if (!winner) throw new Error('there is no instance')
      for (const loser of others) {
        expect(await loser.ended).toBe(1)
        expect(loser.stderr()).toContain(`is in use by another Millrace (pid ${winner.child.pid})`)
      }
      const before = await loggedTotal(temp.dir)
      await until('the one that runs logs events', async () => (await loggedTotal(temp.dir)) > before)
      await winner.kill(next() < 0.5)
    }
    const last = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', temp.dir)
    expect(last.code, last.stderr).toBe(0)
    expectWhole(await takeInventory(temp.dir))
  },
  timeFor(rounds * 2),
)
