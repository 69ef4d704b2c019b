import type { ContainerUsage, ObservedContainer } from '@main/ports/containers'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { createFeed } from '@main/signals/feed'
import type { ServicesUsage } from '@shared/model/service'
import { beforeEach, describe, expect, it } from 'vitest'
import { sampleUsage } from './sample-usage'

let clock: ReturnType<typeof createVirtualClock>
let observed: ReturnType<typeof createFeed<readonly ObservedContainer[]>>
let usage: ReturnType<typeof createFeed<ServicesUsage>>
let stop: AbortController
let ended: Promise<void>
let broken: boolean

/** One sample per second: a tenth of a core more each time, a kilobyte received, three sent. */
async function* samples(_id: string, signal: AbortSignal): AsyncGenerator<ContainerUsage> {
  for (let n = 1; !signal.aborted; n++) {
    await clock.sleep(1_000, signal)
    if (broken) throw new Error('away')
    yield { at: clock.now(), cpuPercent: n * 10, memoryBytes: n * 1e6, receivedBytes: n * 1_000, sentBytes: n * 3_000 }
  }
}

const run = (...ids: string[]) =>
  observed.publish(
    ids.map((id) => ({
      id,
      service: id.split('-')[0] ?? id,
      image: 'x',
      hash: null,
      state: 'running',
      health: 'none',
      healthOutput: '',
      exitCode: null,
      outOfMemory: false,
      restartCount: 0,
      dataSince: 0,
      startedAt: 1,
      finishedAt: null,
    })),
  )
const pass = (seconds: number) => clock.sleep(seconds * 1_000 + 1, stop.signal)

beforeEach(() => {
  clock = createVirtualClock()
  observed = createFeed<readonly ObservedContainer[]>([])
  usage = createFeed<ServicesUsage>({})
  stop = new AbortController()
  broken = false
})

function begin(): void {
  ended = sampleUsage(observed, usage, { containers: { usage: samples }, clock }, stop.signal)
}

async function end(): Promise<void> {
  stop.abort()
  await ended
}

describe('the usage of services', () => {
  it('has one sample of each running service every five seconds', async () => {
    run('kafka-1', 'minio-1')
    begin()
    await pass(10)
    expect(Object.keys(usage.value)).toEqual(['kafka', 'minio'])
    const [first, second] = usage.value.kafka ?? []
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(5_000)
    expect(second?.receivedPerSecond).toBe(1_000)
    expect(second?.sentPerSecond).toBe(3_000)
    expect(second?.memoryBytes).toBeGreaterThan(first?.memoryBytes ?? 0)
    expect(second?.cpuPercent).toBeGreaterThan(first?.cpuPercent ?? 0)
    await end()
  })

  it('is kept for five minutes', async () => {
    run('kafka-1')
    begin()
    await pass(700)
    expect(usage.value.kafka).toHaveLength(60)
    run()
    broken = true
    await pass(100)
    expect(usage.value.kafka?.length).toBeLessThan(60)
    await pass(300)
    expect(usage.value).toEqual({})
    await end()
  })

  it('restarts with another container, and after the engine was away', async () => {
    run('kafka-1')
    begin()
    await pass(10)
    broken = true
    await pass(10)
    broken = false
    run('kafka-2')
    await pass(15)
    const samples = usage.value.kafka ?? []
    expect(samples.length).toBeGreaterThanOrEqual(4)
    // The new container has received less than the old one: the rate must not be negative.
    expect(samples.every(({ receivedPerSecond }) => receivedPerSecond === 1_000)).toBe(true)
    await end()
  })
})
