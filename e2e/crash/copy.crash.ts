import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { NOTHING_COPIED } from '@shared/model/copy'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleSupport } from '../support/bundle-support'
import { millrace, root, spawnNode, temporaryDir } from '../support/millrace'
import { writePast } from '../support/past'
import { takeInventory } from './support/inventory'
import { killsOfAMoment, random, timeFor } from './support/plan'

const PAST = { minutes: 12, rate: 120 }

let temp: Awaited<ReturnType<typeof temporaryDir>>
beforeAll(async () => {
  temp = await temporaryDir()
})
afterAll(() => temp.remove())

interface Said {
  readonly step?: string
  readonly figures?: typeof NOTHING_COPIED
  readonly equal?: boolean
  readonly differences?: readonly unknown[]
}

it(
  `copies everything once, although it is killed ${killsOfAMoment} times`,
  async () => {
    const next = random()
    const [from, to] = [join(temp.dir, 'from'), join(temp.dir, 'to')]
    await writePast(from, PAST)
    const filled = await millrace('run', '--rate', '200', '--for', '3s', '--json', '--data-dir', from)
    expect(filled.code, filled.stderr).toBe(0)
    await mkdir(to)
    const script = await bundleSupport('copy-folders')

    /** Copies until the condition holds, and then kills it; or to its end. */
    const copy = async (until: (said: Said, events: number) => boolean) => {
      const child = spawnNode([script, root, from, to])
      let last: Said = {}
      let events = 0
      const ended = once(child, 'exit')
      for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
        last = JSON.parse(line) as Said
        events = last.figures?.events ?? events
        if (until(last, events)) child.kill('SIGKILL')
      }
      await ended
      return { last, events }
    }

    const steps = ['schemas', 'dead-letters', 'objects', 'ledger', 'verifying']
    let reached = 0
    for (let n = 0; n < killsOfAMoment; n++) {
      // Most of the time goes into events: most kills hit them, each a bit further on.
      const step = n % 3 === 2 ? steps[Math.floor(next() * steps.length)] : null
      const goal = reached + 5_000 + next() * 15_000
      const killed = await copy((said, events) => (step === null ? events > goal : said.step === step))
      reached = Math.max(reached, killed.events)
    }
    const { last } = await copy(() => false)
    expect(last).toEqual({ equal: true, differences: [] })

    const [there, here] = [await takeInventory(from), await takeInventory(to)]
    expect(here.store.eventIds).toBe(there.store.eventIds)
    expect(here).toMatchObject({ lost: 0, extracted: there.extracted, reported: there.reported })
    expect(here.store.rows).toBe(there.store.rows)

    const run = await millrace('run', '--rate', '100', '--for', '2s', '--json', '--data-dir', to)
    expect(run.code, run.stderr).toBe(0)
  },
  timeFor(killsOfAMoment),
)
