import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryEventLog, type MemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createVirtualClock, type VirtualClock } from '@main/ports/fakes/virtual-clock'
import type { Dataset, Event } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { ProducerSettings } from '@shared/model/settings'
import { beforeEach, describe, expect, it } from 'vitest'
import { runSimulator } from './run-simulator'

const TOPIC = 'user_interactions'
const LOG_FULL: Fault = { code: 'log-full', topic: TOPIC, bytes: 10, limit: 10 }
const DISK_FULL: Fault = { code: 'disk-full', dir: '/data' }

describe('the simulation', () => {
  const codec = createJsonCodec()
  let dataset: Dataset
  let clock: VirtualClock
  let log: MemoryEventLog
  let settings: ProducerSettings
  let counted: number
  let faults: (Fault | null)[]
  let starts: number

  beforeEach(async () => {
    dataset = (await loadDatasets(['resources/datasets'])).datasets.find(({ name }) => name === TOPIC) as Dataset
    clock = createVirtualClock()
    log = createMemoryEventLog(clock)
    await log.createTopic(TOPIC, dataset.partitions)
    settings = ProducerSettings.parse({ rate: 1_000 })
    counted = 0
    faults = []
    starts = 1
  })

  /** Runs the simulation this long, while `meanwhile` acts on it. */
  async function run(ms: number, meanwhile?: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const end = new AbortController()
    const count = (events: number) => {
      counted += events
    }
    const report = { count, fault: (fault: Fault | null) => void faults.push(fault) }
    const over = clock.sleep(ms, end.signal).then(() => end.abort())
    const { signal } = end
    const running = runSimulator({ dataset, codec, log, clock, settings: () => settings, starts, report, signal })
    await Promise.all([running, over, meanwhile?.(end.signal)])
  }
  const events = (): Event[] => log.records(TOPIC).map(({ value }) => codec.decode(value))
  const ids = () => new Set(events().map((event) => event.event_id))
  const progress = () => JSON.parse(log.marks.at(-1)?.progress ?? '{}') as unknown

  it('appends events at the rate, with times that have just passed', async () => {
    const started = clock.now()
    await run(10_000)
    expect(events().length).toBeGreaterThan(9_800)
    expect(events().length).toBeLessThanOrEqual(10_000)
    const ages = log.records(TOPIC).map(({ loggedAt, eventTime }) => loggedAt - eventTime)
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...ages)).toBeLessThanOrEqual(60)
    expect(Math.min(...log.records(TOPIC).map(({ eventTime }) => eventTime))).toBeGreaterThanOrEqual(started)
  })

  it('keeps keys, event times, counts by window and progress with the events', async () => {
    settings = { ...settings, rate: 200 }
    await run(90_000)
    for (const { key, value, eventTime } of log.records(TOPIC).slice(0, 100)) {
      const event = codec.decode(value)
      expect(Buffer.from(key).toString('hex')).toBe(String(event.user_id).replaceAll('-', ''))
      expect(eventTime).toBe(event.event_timestamp)
    }
    const { windows } = await log.windowCounts(TOPIC, 0)
    expect(windows).toHaveLength(2)
    for (const { produced, logged } of windows) expect(produced).toBe(logged)
    expect(progress()).toEqual({ run: 1, events: events().length })
    expect(counted).toBe(events().length)
  })

  it('begins a new run at each start, so that ids never repeat', async () => {
    await run(2_000)
    await run(2_000)
    await run(2_000)
    expect(ids().size).toBe(events().length)
    expect(progress()).toEqual({ run: 3, events: events().length })
  })

  it('begins a new run when the seed changes', async () => {
    await run(4_000, async (signal) => {
      await clock.sleep(1_000, signal)
      settings = { ...settings, seed: 2 }
      await clock.sleep(1_000, signal)
      settings = { ...settings, seed: 1 }
    })
    expect(ids().size).toBe(events().length)
    expect(progress()).toMatchObject({ run: 3 })
  })

  it('follows changes of the rate, the error rates and the switch while it runs', async () => {
    const at: number[] = []
    await run(5_000, async (signal) => {
      await clock.sleep(1_000, signal)
      at.push(events().length)
      settings = { ...settings, enabled: false }
      await clock.sleep(1_000, signal)
      at.push(events().length)
      const all = Object.fromEntries(
        ['VIEW_PRODUCT', 'SEARCH', 'ADD_TO_CART', 'CHECKOUT', 'PAYMENT'].map((t) => [t, 1]),
      )
      settings = { ...settings, enabled: true, rate: 5_000, errorRates: all }
    })
    const [beforeOff, afterOff] = at as [number, number]
    expect(afterOff - beforeOff).toBeLessThan(100)
    const later = events().slice(afterOff)
    expect(later.length).toBeGreaterThan(14_000)
    expect(later.length).toBeLessThanOrEqual(15_000)
    expect(later.every((event) => event.status === 'ERROR')).toBe(true)
  })

  it('waits while the log or the disk is full, and then appends exactly the same events', async () => {
    log.failNext(LOG_FULL, LOG_FULL, DISK_FULL)
    await run(5_000)
    expect(faults).toEqual([LOG_FULL, LOG_FULL, DISK_FULL, null])
    const undisturbed = createMemoryEventLog(clock)
    await undisturbed.createTopic(TOPIC, dataset.partitions)
    const [failed, first] = [log, events()]
    log = undisturbed
    await run(5_000)
    const withoutTime = ({ event_timestamp: _, ...event }: Event) => event
    expect(first.slice(0, 1_000).map(withoutTime)).toEqual(events().slice(0, 1_000).map(withoutTime))
    expect((await failed.windowCounts(TOPIC, 0)).windows.every((w) => w.produced === w.logged)).toBe(true)
  })

  it('repeats no ids when the log has lost the earlier runs', async () => {
    await run(2_000)
    const before = ids()
    log = createMemoryEventLog(clock)
    await log.createTopic(TOPIC, dataset.partitions)
    starts = 2
    await run(2_000)
    expect(before.size).toBeGreaterThan(1_000)
    expect([...ids()].filter((id) => before.has(id))).toEqual([])
  })

  it('catches up on at most a second after a full log', async () => {
    log.failNext(...Array<Fault>(20).fill(LOG_FULL))
    await run(60_000)
    const heldBack = 30_000
    expect(events().length).toBeLessThan(60_000 - heldBack + 6_000)
    expect(events().length).toBeGreaterThan(20_000)
  })

  it('ends at once on abort while the log is full, and throws every other fault', async () => {
    log.failNext(...Array<Fault>(1_000).fill(LOG_FULL))
    await run(100)
    expect(events()).toEqual([])
    log = createMemoryEventLog(clock)
    await log.createTopic(TOPIC, dataset.partitions)
    log.failNext({ code: 'log-damaged', file: 'log.db', reason: 'bad checksum' })
    await expect(run(1_000)).rejects.toMatchObject({ fault: { code: 'log-damaged' } })
  })

  it('runs as fast as possible at the highest rate, but not more than 200,000 events ahead of the sink', async () => {
    settings = { ...settings, rate: 'max' }
    // The clock moves in small steps, and the simulation runs after each.
    const tick = async (signal: AbortSignal) => {
      while (!signal.aborted) await clock.sleep(1, signal)
    }
    await run(100, tick)
    const ahead = log.records(TOPIC).length
    expect(ahead).toBeGreaterThan(200_000)
    expect(ahead).toBeLessThanOrEqual(204_000)
    await log.commit(TOPIC, (await log.offsets(TOPIC)).end)
    await run(10, tick)
    expect(log.records(TOPIC).length).toBeGreaterThan(ahead + 20_000)
    const ages = log.records(TOPIC).map(({ loggedAt, eventTime }) => loggedAt - eventTime)
    expect(ages.every((age) => age === 0)).toBe(true)
  })

  it('makes no burst after the machine slept', async () => {
    await run(3_000, async (signal) => {
      await clock.sleep(1_000, signal)
      clock.skip(3_600_000)
    })
    expect(events().length).toBeLessThan(4_100)
  })
})
