import type { ObservedContainer, PrintedLine } from '@main/ports/containers'
import { createMemoryServiceLogs, nothingKept } from '@main/ports/fakes/memory-service-logs'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { createFeed } from '@main/signals/feed'
import { FaultError } from '@shared/model/fault'
import { beforeEach, describe, expect, it } from 'vitest'
import { collectLogs } from './collect-logs'

/** The output of a container, and whether it still runs. */
interface Container {
  lines: PrintedLine[]
  running: boolean
  startedAt: number
}

let clock: ReturnType<typeof createVirtualClock>
let kept: ReturnType<typeof nothingKept>
let containers: Map<string, Container>
let observed: ReturnType<typeof createFeed<readonly ObservedContainer[]>>
let wakers: Set<() => void>
let cut: Error | null
let asked: string[]
let reported: string[]

beforeEach(() => {
  clock = createVirtualClock()
  kept = nothingKept()
  containers = new Map()
  observed = createFeed<readonly ObservedContainer[]>([])
  wakers = new Set()
  cut = null
  asked = []
  reported = []
})

/** Behaves like the engine: output from `since` on in print order, then new output, until the container ends. */
async function* printed(id: string, since: string | null, signal: AbortSignal) {
  asked.push(`${id} ${since}`)
  const container = containers.get(id)
  for (let next = 0; !signal.aborted; ) {
    if (cut) throw cut
    const lines = container?.lines.slice(next).filter(({ time }) => since === null || time >= since) ?? []
    next = container?.lines.length ?? 0
    if (lines.length > 0) yield lines
    else if (!container?.running) return
    else {
      await new Promise<void>((resolve) => {
        wakers.add(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }
}

const wake = () => {
  for (const each of wakers) each()
  wakers.clear()
}
const observe = () =>
  observed.publish(
    [...containers].map(([id, { running, startedAt }]) => ({
      id,
      service: id.split('-')[0] ?? id,
      image: 'x',
      hash: null,
      state: running ? 'running' : 'exited',
      health: 'none',
      healthOutput: '',
      exitCode: null,
      outOfMemory: false,
      restartCount: 0,
      dataSince: 0,
      startedAt,
      finishedAt: null,
    })),
  )
function start(id: string): void {
  const before = containers.get(id)
  containers.set(id, { lines: before?.lines ?? [], running: true, startedAt: (before?.startedAt ?? 0) + 1 })
  observe()
}
function end(id: string): void {
  const container = containers.get(id)
  if (container) container.running = false
  wake()
}
function print(id: string, text: string, time: number, stream: 'out' | 'err' = 'out'): void {
  containers.get(id)?.lines.push({ time: `${1_764_000_000 + Math.floor(time)}.${nanos(time)}`, stream, text })
  wake()
}
const nanos = (time: number) => String(Math.round((time % 1) * 1e9)).padStart(9, '0')

/** Collects until `done` is true for the kept texts. */
async function collectUntil(done: (texts: string[]) => boolean, secrets: string[] = []): Promise<string[]> {
  const stop = new AbortController()
  const logs = createMemoryServiceLogs(kept)
  const log = (line: string) => void reported.push(line)
  const ended = collectLogs(
    observed,
    { containers: { printed }, logs, clock, secrets: () => secrets, log },
    stop.signal,
  )
  const texts = () => kept.lines.map(({ text }) => text)
  while (!done(texts())) await clock.sleep(10, stop.signal)
  stop.abort()
  await ended
  return texts()
}
const count = (n: number) => (texts: string[]) => texts.length >= n

describe('logs of containers', () => {
  it('are kept from the beginning, and while the containers run', async () => {
    start('kafka-1')
    print('kafka-1', 'one', 1)
    const collecting = collectUntil(count(2))
    await clock.sleep(500, new AbortController().signal)
    print('kafka-1', 'two', 2)
    expect(await collecting).toEqual(['one', 'two'])
    expect(kept.lines[0]).toMatchObject({ service: 'kafka', container: 'kafka-1', stream: 'out', level: null })
  })

  it('are continued by the next collector: nothing lost, nothing twice', async () => {
    start('kafka-1')
    // Two lines have the same time, and one follows a line of the other stream with a later time.
    print('kafka-1', 'a', 1.1)
    print('kafka-1', 'b', 1.2)
    print('kafka-1', 'c', 1.2)
    print('kafka-1', 'd', 1.3, 'err')
    await collectUntil(count(4))
    print('kafka-1', 'e', 1.2)
    print('kafka-1', 'f', 1.25)
    print('kafka-1', 'g', 1.3, 'err')
    expect(await collectUntil(count(7))).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    expect(asked).toEqual(['kafka-1 null', 'kafka-1 1763999999.300000000'])
  })

  it('continue when the container restarts, and when another container replaces it', async () => {
    start('kafka-1')
    print('kafka-1', 'first run', 1)
    const collecting = collectUntil(count(4))
    end('kafka-1')
    observe()
    await clock.sleep(5_000, new AbortController().signal)
    start('kafka-1')
    print('kafka-1', 'second run', 2)
    await clock.sleep(5_000, new AbortController().signal)
    end('kafka-1')
    containers.delete('kafka-1')
    start('kafka-2')
    print('kafka-2', 'new container', 3)
    print('kafka-2', 'goes on', 4)
    expect(await collecting).toEqual(['first run', 'second run', 'new container', 'goes on'])
  })

  it('are read once from a container that died before the collector saw it', async () => {
    start('kafka-1')
    print('kafka-1', 'last words', 1)
    end('kafka-1')
    observe()
    const collecting = collectUntil(count(1))
    expect(await collecting).toEqual(['last words'])
    expect(asked).toHaveLength(1)
  })

  it('continue when the engine comes back', async () => {
    start('kafka-1')
    print('kafka-1', 'before', 1)
    const collecting = collectUntil(count(2))
    await clock.sleep(500, new AbortController().signal)
    cut = new FaultError({ code: 'engine-gone', socket: 's', reason: 'x' })
    wake()
    observed.publish([])
    print('kafka-1', 'meanwhile', 5)
    await clock.sleep(60_000, new AbortController().signal)
    cut = null
    observe()
    expect(await collecting).toEqual(['before', 'meanwhile'])
    expect(reported).toEqual([])
  })

  it('have plain text and levels, and no secrets', async () => {
    start('kafka-1')
    print('kafka-1', '\u001b[31m[2026] ERROR password Wq8pT2 refused\u001b[0m', 1)
    print('kafka-1', '\tat Main.run', 1.1)
    print('kafka-1', 'out of the blue', 1.2, 'err')
    await collectUntil(count(3), ['Wq8pT2'])
    expect(kept.lines.map(({ level, text }) => [level, text])).toEqual([
      ['error', '[2026] ERROR password •••••• refused'],
      ['error', '\tat Main.run'],
      [null, 'out of the blue'],
    ])
  })

  it('wait when they cannot be written, and this is reported once', async () => {
    start('kafka-1')
    print('kafka-1', 'one', 1)
    const stop = new AbortController()
    const logs = createMemoryServiceLogs(kept)
    let fails = 3
    const append: typeof logs.append = async (...args) => {
      if (fails-- > 0) throw new FaultError({ code: 'disk-full', dir: '/data' })
      await logs.append(...args)
    }
    const log = (line: string) => void reported.push(line)
    const options = { containers: { printed }, logs: { ...logs, append }, clock, secrets: () => [], log }
    const ended = collectLogs(observed, options, stop.signal)
    while (kept.end === 0) await clock.sleep(100, stop.signal)
    expect(kept.lines.map(({ text }) => text)).toEqual(['one'])
    expect(reported).toEqual([expect.stringContaining('log of kafka: The disk')])
    stop.abort()
    await ended
  })

  it('are written a few times a second, however many lines arrive', async () => {
    start('chatty-1')
    const stop = new AbortController()
    const logs = createMemoryServiceLogs(kept)
    let writes = 0
    const append: typeof logs.append = async (...args) => {
      writes++
      await logs.append(...args)
    }
    const options = {
      containers: { printed },
      logs: { ...logs, append },
      clock,
      secrets: () => [],
      log: () => undefined,
    }
    const ended = collectLogs(observed, options, stop.signal)
    const from = clock.now()
    for (let n = 0; n < 2_000; n++) {
      print('chatty-1', `line ${n}`, n / 1_000)
      if (n % 20 === 0) await clock.sleep(10, stop.signal)
    }
    while (kept.end < 2_000) await clock.sleep(10, stop.signal)
    expect(writes).toBeLessThan((clock.now() - from) / 50)
    stop.abort()
    await ended
  })
})
