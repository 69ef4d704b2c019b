import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { millrace, temporaryDir } from '../support/millrace'
import { type Client, connect } from './support/client'
import { expectWhole, takeInventory } from './support/inventory'
import { type Life, live } from './support/life'
import { killsOfAMoment, random, timeFor } from './support/plan'

/** The Docker backend opens and closes without an engine; its services then wait for one. */
const NO_ENGINE = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

it(
  `survives ${killsOfAMoment} kills while the backend is changed back and forth`,
  async () => {
    const next = random()
    for (let n = 0; n < killsOfAMoment; n++) {
      const life = live(['serve', '--no-open', '--data-dir', temp.dir], NO_ENGINE)
      await change(life, { backend: 'embedded', producer: { rate: 3_000 } })
      await sleep(1_000 + next() * 1_500)
      await change(life, { backend: 'docker', log: { maxBytes: n % 2 === 0 ? 16_000_000 : 1_000_000_000 } })
      if (next() < 0.5) {
        await sleep(next() * 800)
        await change(life, { backend: 'embedded' })
      }
      await sleep(next() * 800)
      await life.kill(next() < 0.5)
    }
    const run = ['run', '--backend', 'embedded', '--rate', '100', '--for', '2s', '--json', '--data-dir', temp.dir]
    const last = await millrace(...run)
    expect(last.code, last.stderr).toBe(0)
    const inventory = await takeInventory(temp.dir)
    expect(inventory.logged).toBeGreaterThan(killsOfAMoment * 500)
    expectWhole(inventory)
  },
  timeFor(killsOfAMoment),
)

/** A change of the backend closes the connection, and no setting can be changed meanwhile: connect again, as the window does. */
async function change(life: Life, settings: Parameters<Client['settings']['change']>[0]): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      const { client, close } = await connect(life)
      const changed = await client.settings.change(settings)
      close()
      expect(changed.backend).toBe(settings.backend)
      return
    } catch (thrown) {
      if (tries === 50) throw thrown
      await sleep(100)
    }
  }
}
