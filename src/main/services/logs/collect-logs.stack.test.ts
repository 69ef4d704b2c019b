import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@main/adapters/clock/system-clock'
import { type RealProject, realProject } from '@main/adapters/dockerode/testing/real-engine'
import { openServiceLogs } from '@main/adapters/service-log-files/service-logs'
import type { ObservedContainer } from '@main/ports/containers'
import type { ServiceLogs } from '@main/ports/service-logs'
import { createFeed } from '@main/signals/feed'
import { type ServicesUsage, USAGE_STEP_SECONDS } from '@shared/model/service'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleUsage } from '../sample-usage'
import { collectLogs } from './collect-logs'

/** Prints numbers on both streams until it is stopped. */
const COUNTING = 'n=0; while true; do echo "out $n"; echo "err $n" >&2; n=$((n+1)); done'
const shell = (script: string) => ({ command: ['sh', '-c', script] })

let dir: string
let project: RealProject
let logs: ServiceLogs
let observed: ReturnType<typeof createFeed<readonly ObservedContainer[]>>

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'millrace-logs-'))
  project = realProject()
  logs = await openServiceLogs(dir)
  observed = createFeed<readonly ObservedContainer[]>([])
})
afterEach(async () => {
  await logs.close()
  await project.cleanup()
  rmSync(dir, { recursive: true })
})

const observe = async () => observed.publish(await project.containers.observe())
async function run(service: string, script: string): Promise<string> {
  const spec = project.spec(service, 'runs', shell(script))
  const id = await project.containers.create(spec)
  await project.containers.start(id, spec)
  await observe()
  return id
}
const texts = async (service: string, limit = 1_000_000) =>
  (await logs.newest({ services: [service], level: null, search: '', limit })).map(({ text }) => text).reverse()
async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) {
    await sleep(100)
    await observe()
  }
}

function collect(secrets: readonly string[] = []) {
  const stop = new AbortController()
  const reported: string[] = []
  const options = { containers: project.containers, logs, clock: systemClock(), secrets: () => secrets }
  const ended = collectLogs(observed, { ...options, log: (line) => void reported.push(line) }, stop.signal)
  return {
    reported,
    async stop() {
      stop.abort()
      await ended
    },
  }
}

/** Checks that each stream's lines are there from 0 on, once each and in order. */
function expectWhole(lines: readonly string[], atLeast: number): void {
  for (const stream of ['out', 'err']) {
    const numbers = lines.filter((text) => text.startsWith(stream)).map((text) => Number(text.slice(4)))
    expect(numbers.length).toBeGreaterThan(atLeast)
    expect(numbers.findIndex((number, at) => number !== at)).toBe(-1)
  }
}

describe('logs of real containers', () => {
  it('have each line once, also when the collector restarts', async () => {
    await run(
      'counter',
      `n=0; while [ $n -lt 4000 ]; do echo "out $n"; echo "err $n" >&2; n=$((n+1)); [ $((n%20)) = 0 ] && usleep 5000; done; sleep 60`,
    )
    for (let round = 0; round < 8; round++) {
      const collector = collect()
      // Each collector stops at another moment of the output.
      await sleep(100 + round * 40)
      await collector.stop()
      // Another process starts with the lines on disk.
      await logs.close()
      logs = await openServiceLogs(dir)
    }
    const last = collect()
    await until(async () => (await texts('counter')).length >= 8_000)
    await last.stop()
    const lines = await texts('counter')
    expect(lines).toHaveLength(8_000)
    expectWhole(lines, 3_999)
    expect(last.reported).toEqual([])
  })

  it('continue when the container is killed, restarted and recreated', async () => {
    const collector = collect()
    const spec = project.spec('service', 'runs', shell('echo "begins $(hostname)"; sleep 1000'))
    const first = await project.containers.create(spec)
    const begun = async (times: number) =>
      until(async () => (await texts('service')).filter((text) => text.startsWith('begins')).length === times)
    await project.containers.start(first, spec)
    await begun(1)
    await project.kill('service')
    await observe()
    await project.containers.start(first, spec)
    await begun(2)
    await project.containers.remove(first)
    const second = await project.containers.create(spec)
    await project.containers.start(second, spec)
    await begun(3)
    await collector.stop()
    const [one, two, three] = await texts('service')
    expect(one).toBe(two)
    expect(three).not.toBe(one)
  })

  it('have the last lines of a container that died before the collector saw it, and no secrets', async () => {
    await run('brief', 'printf "\\033[31mERROR\\033[0m the password is Wq8pT2vv\\n"; exit 3')
    await until(async () => observed.value[0]?.state === 'exited')
    const collector = collect(['Wq8pT2vv'])
    await until(async () => (await texts('brief')).length === 1)
    await collector.stop()
    expect(await logs.newest({ services: [], level: null, search: '', limit: 5 })).toMatchObject([
      { service: 'brief', level: 'error', text: 'ERROR the password is ••••••' },
    ])
  })

  it('keep up with a chatty service, without blocking and without displacing a quiet one', async () => {
    await run('quiet', 'echo "the one line"; sleep 1000')
    const collector = collect()
    await until(async () => (await texts('quiet')).length === 1)
    const text = 'x'.repeat(100)
    await run('chatty', `yes "INFO ${text}"`)
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const [from, begun] = [logs.end, performance.now()]
    // The rate and the delays are measured over this time.
    await sleep(10_000)
    const rate = ((logs.end - from) / (performance.now() - begun)) * 1_000
    delay.disable()
    await project.kill('chatty')
    await collector.stop()
    const p99 = delay.percentile(99) / 1e6
    console.log(
      `${Math.round(rate)} lines/s kept; event loop delayed by ${p99.toFixed(1)} ms at p99, ${(delay.max / 1e6).toFixed(0)} ms at most`,
    )
    // The engine decides how fast lines arrive; Millrace must not block.
    expect(rate).toBeGreaterThan(1_000)
    expect(p99).toBeLessThan(200)
    expect(await texts('quiet')).toEqual(['the one line'])
  })
})

describe('usage of real containers', () => {
  it('is sampled: a busy one uses more than one that sleeps', async () => {
    await run('busy', COUNTING.replace('echo "out $n"; echo "err $n" >&2; ', ''))
    await run('idle', 'sleep 1000')
    const usage = createFeed<ServicesUsage>({})
    const stop = new AbortController()
    const options = { containers: project.containers, clock: systemClock() }
    const ended = sampleUsage(observed, usage, options, stop.signal)
    await until(async () => (usage.value.busy?.length ?? 0) >= 2 && (usage.value.idle?.length ?? 0) >= 2)
    stop.abort()
    await ended
    const [first, second] = usage.value.busy ?? []
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(USAGE_STEP_SECONDS * 900)
    expect(second?.cpuPercent).toBeGreaterThan(10)
    expect(usage.value.idle?.at(-1)?.cpuPercent).toBeLessThan(5)
    expect(second?.memoryBytes).toBeGreaterThan(0)
  })
})
