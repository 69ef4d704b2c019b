import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { expectWhole, loggedTotal, takeInventory } from './support/inventory'
import { live, until } from './support/life'
import { kills, random, timeFor } from './support/plan'

const INSTANCES = 10
const rounds = Math.max(2, Math.ceil(kills / 40))

let place: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  place = await temporaryDir()
})
afterAll(() => place.remove())

it(
  `lets one of ${INSTANCES} instances have the data directory, ${rounds} times, after a kill as well`,
  async () => {
    const next = random()
    for (let round = 0; round < rounds; round++) {
      const lives = Array.from({ length: INSTANCES }, () => live(['run', '--rate', '2000', '--data-dir', place.dir]))
      await until('all but one have ended', () => lives.filter(({ child }) => child.exitCode === null).length <= 1)
      const [winner, ...others] = lives.toSorted((a, b) => Number(a.child.exitCode) - Number(b.child.exitCode))
      if (!winner) throw new Error('there is no instance')
      for (const loser of others) {
        expect(await loser.ended).toBe(1)
        expect(loser.stderr()).toContain(`is in use by another Millrace (pid ${winner.child.pid})`)
      }
      const before = await loggedTotal(place.dir)
      await until('the one that runs logs events', async () => (await loggedTotal(place.dir)) > before)
      await winner.kill(next() < 0.5)
    }
    const last = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', place.dir)
    expect(last.code, last.stderr).toBe(0)
    expectWhole(await takeInventory(place.dir))
  },
  timeFor(rounds * 2),
)
