import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createTwoSinks, DATASET, type TwoSinks } from './testing/two-sinks'

let sinks: TwoSinks
const begin = async (kind: 'built-in' | 'connect') => {
  sinks = createTwoSinks(kind)
  await sinks.begin()
}
afterEach(() => sinks.close())

const rows = () => sinks.store.rows(DATASET).length

describe('Kafka Connect as the sink', () => {
  it('stores everything, and turns rejected records into dead letters with both reasons', async () => {
    await begin('connect')
    await sinks.append(100, 10)
    await sinks.wait(20_000)
    expect(await sinks.discrepancies()).toEqual([])
    const letters = await sinks.deadLetters.list({ limit: 100 })
    expect(letters).toHaveLength(10)
    expect(letters[0]?.reason).toBe('it is no event (Kafka Connect: cannot be read)')
    expect(sinks.notes.at(-1)).toMatch(/^Kafka Connect · /)
  })

  it('stores good records that Kafka Connect drops together with bad ones; only the bad ones become dead letters', async () => {
    await begin('connect')
    sinks.connector.poison = ({ offset }) => offset === 3
    sinks.store.refuse = ({ partition, offset }) => partition === 1 && offset === 3
    await sinks.append(20)
    await sinks.wait(20_000)
    expect(rows()).toBe(19)
    expect(await sinks.deadLetters.list({ limit: 10 })).toMatchObject([
      { place: { kind: 'log', partition: 1, offset: 3 }, reason: 'it does not fit' },
    ])
    expect(await sinks.log.committed(DATASET)).toEqual([10, 10])
  })

  it('is restarted when it fails, and its fault is reported', async () => {
    await begin('connect')
    await sinks.append(10)
    await sinks.wait(5_000)
    sinks.connector.fail(DATASET, 'out of luck')
    await sinks.append(10)
    await sinks.wait(10_000)
    expect(sinks.faults).toContainEqual({ code: 'connector-failed', connector: DATASET, reason: 'out of luck' })
    expect(sinks.faults.at(-1)).toBeNull()
    expect(await sinks.discrepancies()).toEqual([])
  })

  it('is restarted with growing pauses while it fails again and again', async () => {
    await begin('connect')
    const failing = async (seconds: number) => {
      const before = sinks.connector.restarts
      for (let i = 0; i < seconds; i++) {
        sinks.connector.fail(DATASET, 'out of luck')
        await sinks.wait(1_000)
      }
      return sinks.connector.restarts - before
    }
    await sinks.wait(2_000)
    expect(await failing(10)).toBeGreaterThan(2)
    expect(await failing(60)).toBeLessThan(6)
  })

  it('is created again, and continues, when another user removes it', async () => {
    await begin('connect')
    await sinks.append(50)
    await sinks.wait(5_000)
    sinks.connector.remove(DATASET)
    await sinks.append(50)
    await sinks.wait(10_000)
    expect(await sinks.discrepancies()).toEqual([])
  })

  it('is restarted when another user stops it', async () => {
    await begin('connect')
    await sinks.wait(2_000)
    await sinks.connector.stop(DATASET, new AbortController().signal)
    await sinks.append(10)
    await sinks.wait(5_000)
    expect(await sinks.discrepancies()).toEqual([])
  })

  it('is stopped with the stage, and continues with it', async () => {
    await begin('connect')
    await sinks.append(10)
    await sinks.wait(5_000)
    await sinks.stopStage()
    expect(sinks.connector.wanted(DATASET)).toBe(false)
    await sinks.append(10)
    await sinks.wait(5_000)
    expect(rows()).toBe(10)
    sinks.restartStage()
    await sinks.wait(5_000)
    expect(await sinks.discrepancies()).toEqual([])
  })
})

describe('handing over', () => {
  it('leaves exactly one sink running, whichever is chosen', async () => {
    await begin('built-in')
    await sinks.append(50)
    await sinks.wait(2_000)
    sinks.choose('connect')
    await sinks.append(50)
    await sinks.wait(8_000)
    expect(sinks.connector.wanted(DATASET)).toBe(true)
    expect(await sinks.discrepancies()).toEqual([])
    sinks.choose('built-in')
    await sinks.append(50)
    await sinks.wait(2_000)
    expect(sinks.connector.wanted(DATASET)).toBe(false)
    expect(await sinks.discrepancies()).toEqual([])
  })

  it('to the built-in sink does not wait for an unreachable Kafka Connect, and stops it when it comes back', async () => {
    await begin('connect')
    await sinks.append(50)
    await sinks.wait(3_000)
    await sinks.append(50)
    await sinks.wait(300)
    sinks.connector.kill()
    sinks.choose('built-in')
    await sinks.append(50)
    await sinks.wait(3_000)
    expect(await sinks.discrepancies()).toEqual([])
    sinks.connector.alive = true
    await sinks.append(50)
    await sinks.wait(8_000)
    expect(sinks.connector.wanted(DATASET)).toBe(false)
    expect(await sinks.discrepancies()).toEqual([])
  })

  it('to the built-in sink keeps out a Kafka Connect that keeps running unseen', async () => {
    await begin('connect')
    await sinks.append(50)
    await sinks.wait(3_000)
    sinks.connector.reachable = false
    sinks.choose('built-in')
    for (let i = 0; i < 30; i++) {
      await sinks.append(5)
      await sinks.wait(150)
    }
    await sinks.wait(2_000)
    expect(await sinks.discrepancies()).toEqual([])
    sinks.connector.reachable = true
    await sinks.wait(8_000)
    expect(sinks.connector.wanted(DATASET)).toBe(false)
  })

  it('to Kafka Connect waits for it, and reports that', async () => {
    await begin('built-in')
    sinks.connector.kill()
    sinks.choose('connect')
    await sinks.append(20)
    await sinks.wait(3_000)
    expect(rows()).toBe(0)
    expect(sinks.faults.at(-1)).toMatchObject({ code: 'connect-unavailable' })
    sinks.connector.alive = true
    await sinks.wait(5_000)
    expect(await sinks.discrepancies()).toEqual([])
  })
})

it.each(['built-in', 'connect'] as const)(
  '%s stores again what a store has lost, if the log still has it',
  async (kind) => {
    await begin(kind)
    await sinks.append(50, 10)
    await sinks.wait(5_000)
    await sinks.stopStage()
    sinks.store.lose()
    sinks.restartStage()
    await sinks.append(20)
    await sinks.wait(8_000)
    expect(await sinks.discrepancies()).toEqual([])
  },
)

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('append' as const, 'others append' as const),
      n: fc.integer({ min: 1, max: 60 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), n: fc.integer({ min: 50, max: 4_000 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('choose' as const), n: fc.integer({ min: 0, max: 1 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), n: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('kill' as const, 'revive' as const), n: fc.constant(0) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('fail' as const, 'remove' as const, 'cut' as const, 'mend' as const),
      n: fc.constant(0),
    }),
  },
)

it('loses and duplicates nothing in any order of failures', { timeout: 120_000 }, async () => {
  const runs = Number(process.env.RUNS ?? 60)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('built-in' as const, 'connect' as const),
      fc.array(step, { maxLength: 25 }),
      async (kind, steps) => {
        await begin(kind)
        sinks.connector.poison = ({ offset }) => offset % 23 === 5
        for (const { kind: what, n } of steps) {
          if (what === 'append') await sinks.append(n, 9)
          else if (what === 'others append') await sinks.append(n, 7, 'others')
          else if (what === 'wait') await sinks.wait(n)
          else if (what === 'choose') sinks.choose(n === 0 ? 'built-in' : 'connect')
          else if (what === 'crash') await sinks.crash(n)
          else if (what === 'kill') sinks.connector.kill()
          else if (what === 'revive') sinks.connector.alive = true
          else if (what === 'remove') sinks.connector.remove(DATASET)
          else if (what === 'cut' || what === 'mend') sinks.connector.reachable = what === 'mend'
          else if (sinks.connector.alive && sinks.connector.reachable && sinks.connector.wanted(DATASET))
            sinks.connector.fail(DATASET, 'out of luck')
        }
        sinks.connector.alive = true
        sinks.connector.reachable = true
        await sinks.wait(90_000)
        const wrong = await sinks.discrepancies()
        const atWork = sinks.connector.wanted(DATASET)
        await sinks.close()
        expect(wrong).toEqual([])
        expect(atWork).toBe(sinks.kind === 'connect')
      },
    ),
    { numRuns: runs },
  )
})
