import type { Clock } from '@main/ports/clock'
import { FaultError } from '@shared/model/fault'
import type { StageId } from '@shared/model/stage'
import { afterEach, expect, it, vi } from 'vitest'
import { createRunner, type Runner, type RunnerOptions } from './runner'
import type { StageDefinition, Tell } from './stage'

let ahead = 0
const clock: Clock = {
  now: () => Date.now() + ahead,
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer)
          resolve()
        },
        { once: true },
      )
    }),
}
const stop = { current: new AbortController() }

afterEach(() => {
  stop.current.abort()
  stop.current = new AbortController()
  ahead = 0
})

type Run = (tell: Tell, signal: AbortSignal) => Promise<void>
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
const steady: Run = (tell, signal) => {
  tell('ready', null)
  return untilAborted(signal)
}

function start(
  runs: Partial<Record<StageId, { needs?: StageId[]; run: Run }>>,
  figures: RunnerOptions['figures'] = {},
): {
  runner: Runner
  ended: Promise<void>
} {
  const stages = Object.entries(runs).map(([id, { needs = [], run }]) => ({
    id: id as StageId,
    title: id,
    needs,
    thread: 'main' as const,
    run: async () => run(() => undefined, new AbortController().signal),
  }))
  const runner = createRunner({
    stages: stages as readonly StageDefinition[],
    subtitles: () => ({ source: '', log: '', sink: '', store: '', extract: '', analyse: '', report: '' }),
    clock,
    figures,
    launch: (stage, tell, signal) => runs[stage.id]?.run(tell, signal) ?? Promise.resolve(),
    onNews: () => undefined,
  })
  return { runner, ended: runner.run(stop.current.signal) }
}

const state = (runner: Runner, id: StageId) => runner.feed.value.find((stage) => stage.id === id)?.state

it('keeps a stage waiting until its dependencies are running', async () => {
  const { runner } = start({ log: { run: steady }, sink: { needs: ['log'], run: steady } })
  runner.want(['sink'], true)
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'waiting', for: 'log' }))
  runner.want(['log'], true)
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'running' }))
})

it('stops a stage that loses a dependency, and restarts it when the dependency is back', async () => {
  const { runner } = start({ log: { run: steady }, sink: { needs: ['log'], run: steady } })
  runner.want(['log', 'sink'], true)
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'running' }))
  runner.want(['log'], false)
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'waiting', for: 'log' }))
  runner.want(['log'], true)
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'running' }))
})

it('retries a failed stage, and keeps its fault', async () => {
  let attempts = 0
  const fault = { code: 'disk-full', dir: '/data' } as const
  const { runner } = start({
    sink: {
      run: async (tell, signal) => {
        if (++attempts === 1) throw new FaultError(fault)
        await steady(tell, signal)
      },
    },
  })
  runner.want(['sink'], true)
  await vi.waitFor(() => expect(state(runner, 'sink')).toMatchObject({ state: 'retrying', fault }))
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'running' }), { timeout: 3_000 })
  expect(runner.feed.value[0]?.lastFault?.fault).toEqual(fault)
})

it('restarts a renewed stage, and leaves a stopped one stopped', async () => {
  const starts = { log: 0, sink: 0 }
  const counted =
    (id: keyof typeof starts): Run =>
    (tell, signal) => {
      starts[id]++
      return steady(tell, signal)
    }
  const { runner } = start({ log: { run: counted('log') }, sink: { run: counted('sink') } })
  runner.want(['sink'], true)
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'running' }))
  runner.renew(['log', 'sink'])
  await vi.waitFor(() => expect(starts).toEqual({ log: 0, sink: 2 }))
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'running' }))
  expect(state(runner, 'log')).toEqual({ state: 'stopped' })
  runner.want(['log'], true)
  await vi.waitFor(() => expect(state(runner, 'log')).toEqual({ state: 'running' }))
  expect(starts).toEqual({ log: 1, sink: 2 })
})

it('retries a failed stage even if the clock is set back', async () => {
  let attempts = 0
  const { runner } = start({
    sink: {
      run: async (tell, signal) => {
        if (++attempts === 1) throw new Error('broken')
        await steady(tell, signal)
      },
    },
  })
  runner.want(['sink'], true)
  await vi.waitFor(() => expect(state(runner, 'sink')).toMatchObject({ state: 'retrying' }))
  ahead = -3_600_000
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'running' }), { timeout: 3_000 })
})

it('cancels the retry at once when the stage is no longer wanted', async () => {
  const { runner } = start({ sink: { run: () => Promise.reject(new Error('broken')) } })
  runner.want(['sink'], true)
  await vi.waitFor(() => expect(state(runner, 'sink')).toMatchObject({ state: 'retrying' }))
  runner.want(['sink'], false)
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'stopped' }), { timeout: 300 })
})

it('stops everything when its signal aborts', async () => {
  const { runner, ended } = start({ log: { run: steady }, sink: { needs: ['log'], run: steady } })
  runner.want(['log', 'sink'], true)
  await vi.waitFor(() => expect(state(runner, 'sink')).toEqual({ state: 'running' }))
  stop.current.abort()
  await ended
  expect(state(runner, 'sink')).toEqual({ state: 'stopped' })
  expect(state(runner, 'log')).toEqual({ state: 'stopped' })
})

it('shows the backlog of a stopped stage, and an unknown backlog when nothing answers', async () => {
  let backlog = 113_000
  let answers = true
  const ask = async () => {
    if (!answers) throw new Error('away')
    return { total: 7, backlog }
  }
  const { runner } = start({ sink: { run: steady } }, { sink: ask })
  const figures = () => runner.feed.value[0]?.figures
  await vi.waitFor(() => expect(figures()).toMatchObject({ total: 7, backlog: 113_000 }))
  expect(state(runner, 'sink')).toEqual({ state: 'stopped' })
  backlog = 113_500
  await vi.waitFor(() => expect(figures()?.backlog).toBe(113_500), { timeout: 2_500 })
  answers = false
  await vi.waitFor(() => expect(figures()).toMatchObject({ total: 7, backlog: null }), { timeout: 2_500 })
})

it('clears a blocking fault once it has passed', async () => {
  const fault = { code: 'disk-full', dir: '/data' } as const
  const news: { tell?: Tell } = {}
  const { runner } = start({
    source: {
      run: (tell, signal) => {
        news.tell = tell
        return steady(tell, signal)
      },
    },
  })
  runner.want(['source'], true)
  await vi.waitFor(() => expect(state(runner, 'source')).toEqual({ state: 'running' }))
  news.tell?.('fault', fault)
  expect(runner.feed.value[0]).toMatchObject({ hindrance: fault, lastFault: { fault } })
  news.tell?.('fault', null)
  expect(runner.feed.value[0]).toMatchObject({ hindrance: null, lastFault: { fault } })
  news.tell?.('fault', fault)
  runner.want(['source'], false)
  await vi.waitFor(() => expect(runner.feed.value[0]).toMatchObject({ state: { state: 'stopped' }, hindrance: null }))
})

it('shows the rate of what a stage counts, and 0 once it is stopped', async () => {
  const { runner } = start({
    sink: {
      run: (tell, signal) => {
        tell('ready', null)
        tell('count', 500)
        return untilAborted(signal)
      },
    },
  })
  runner.want(['sink'], true)
  await vi.waitFor(() => expect(runner.feed.value[0]?.ratePerSecond).toBeGreaterThan(100), { timeout: 2_500 })
  runner.want(['sink'], false)
  await vi.waitFor(() => expect(runner.feed.value[0]?.ratePerSecond).toBe(0), { timeout: 2_500 })
})
