import { describe, expect, it } from 'vitest'
import { type Lifecycle, type LifecycleEvent, STARTING, STOP_LIMIT_MS, step } from './lifecycle'
import type { ShellRequest } from './requests'

const SHOW: ShellRequest = { request: 'show' }
const LINK: ShellRequest = { request: 'link', link: { show: 'incident', incident: 'a' } }
const FILE: ShellRequest = { request: 'file', path: '/tmp/access.log', kind: 'log' }

const RUNNING: Lifecycle = { state: 'running' }
const quit = (question: string | null = null): LifecycleEvent => ({ event: 'before-quit', question })
const closed = (stays: boolean, explained = true): LifecycleEvent => ({ event: 'window-all-closed', stays, explained })
const asked = (...requests: ShellRequest[]): LifecycleEvent => ({ event: 'requested', requests })

/** The state after the events, and what was done for each of them. */
function live(from: Lifecycle, ...events: LifecycleEvent[]) {
  let now = from
  const done = events.map((event) => {
    const { next, effects } = step(now, event)
    now = next
    return effects.map((effect) => effect.effect)
  })
  return { state: now.state, done }
}

describe('starting', () => {
  it('shows the window once the data directory is open', () => {
    const waiting = step(STARTING, asked(SHOW))
    expect(waiting.effects).toEqual([])
    expect(step(waiting.next, { event: 'opened' })).toEqual({
      next: RUNNING,
      effects: [{ effect: 'carry-out', requests: [SHOW] }],
    })
  })

  it('opens no window for a start at login', () => {
    expect(step(STARTING, { event: 'opened' }).effects).toEqual([{ effect: 'carry-out', requests: [] }])
  })

  it('keeps links and files that arrive meanwhile, in their order', () => {
    const first = step(STARTING, asked(LINK)).next
    const second = step(first, asked(FILE, SHOW)).next
    expect(step(second, { event: 'opened' }).effects).toEqual([{ effect: 'carry-out', requests: [LINK, FILE, SHOW] }])
  })

  it('stops when it is asked to quit', () => {
    expect(live(STARTING, quit('a question'))).toEqual({ state: 'stopping', done: [['prevent', 'stop']] })
  })

  it('is not ended by a window that closes', () => {
    expect(live(STARTING, closed(false))).toEqual({ state: 'starting', done: [[]] })
  })
})

describe('running', () => {
  it('carries out a second start at once', () => {
    expect(step(RUNNING, asked(FILE))).toEqual({ next: RUNNING, effects: [{ effect: 'carry-out', requests: [FILE] }] })
  })

  it('stays in the tray when the last window closes, and says so the first time', () => {
    expect(live(RUNNING, closed(true, false), closed(true))).toEqual({ state: 'running', done: [['explain-tray'], []] })
  })

  it('quits with the last window when the setting says so, or there is no tray', () => {
    expect(live(RUNNING, closed(false))).toEqual({ state: 'running', done: [['quit']] })
  })

  it('quits without a question when nothing would be lost', () => {
    expect(step(RUNNING, quit())).toEqual({
      next: { state: 'stopping', by: 'user', again: null },
      effects: [{ effect: 'prevent' }, { effect: 'stop', limitMs: STOP_LIMIT_MS, window: true }],
    })
  })

  it('is not opened twice', () => {
    expect(live(RUNNING, { event: 'opened' })).toEqual({ state: 'running', done: [[]] })
  })
})

describe('a question before the quit', () => {
  it('is asked once, however often quit is chosen', () => {
    expect(live(RUNNING, quit('lost'), quit('lost'))).toEqual({
      state: 'asking',
      done: [['prevent', 'ask'], ['prevent']],
    })
  })

  it('leads to the stop, or back', () => {
    expect(live(RUNNING, quit('lost'), { event: 'answered', quit: true })).toMatchObject({ state: 'stopping' })
    expect(live(RUNNING, quit('lost'), { event: 'answered', quit: false })).toEqual({
      state: 'running',
      done: [['prevent', 'ask'], ['carry-out']],
    })
    expect(live(RUNNING, { event: 'answered', quit: true })).toEqual({ state: 'running', done: [[]] })
  })

  it('does not hold up the system, and its answer then changes nothing', () => {
    const events = [quit('lost'), { event: 'system-ends' }, { event: 'answered', quit: false }] as const
    expect(live(RUNNING, ...events)).toEqual({
      state: 'stopping',
      done: [['prevent', 'ask'], ['prevent', 'stop'], []],
    })
  })

  it('still shows what a second start asks for', () => {
    expect(live(RUNNING, quit('lost'), asked(SHOW)).done[1]).toEqual(['carry-out'])
  })
})

describe('stopping', () => {
  it('prevents further quits until everything is closed, and then lets the process go', () => {
    expect(live(RUNNING, quit(), quit(), closed(false), { event: 'stopped' }, quit())).toEqual({
      state: 'ended',
      done: [['prevent', 'stop'], ['prevent'], [], ['quit'], []],
    })
  })

  it('starts again with what was handed over meanwhile', () => {
    let now = step(RUNNING, quit()).next
    now = step(now, asked(LINK)).next
    now = step(now, asked(FILE)).next
    expect(step(now, { event: 'stopped' }).effects).toEqual([
      { effect: 'relaunch', requests: [LINK, FILE] },
      { effect: 'quit' },
    ])
  })

  it('starts again for a second start just after the end', () => {
    expect(live({ state: 'ended' }, asked(SHOW)).done).toEqual([['relaunch']])
  })
})

describe('a shutdown of the system', () => {
  it('delays the system only until the pipeline has stopped, without a window', () => {
    const { effects } = step(RUNNING, { event: 'system-ends' })
    expect(effects).toEqual([{ effect: 'prevent' }, { effect: 'stop', limitMs: 4_000, window: false }])
  })

  it('is never cancelled: a quit that follows passes', () => {
    expect(live(RUNNING, { event: 'system-ends' }, quit('lost'), { event: 'stopped' })).toEqual({
      state: 'ended',
      done: [['prevent', 'stop'], [], ['quit']],
    })
  })

  it('takes over a stop of the user, and starts nothing again', () => {
    expect(live(RUNNING, quit(), asked(LINK), { event: 'system-ends' }, asked(LINK), { event: 'stopped' })).toEqual({
      state: 'ended',
      done: [['prevent', 'stop'], [], ['prevent'], [], ['quit']],
    })
  })

  it('has nothing to wait for at the end', () => {
    expect(live({ state: 'ended' }, { event: 'system-ends' }).done).toEqual([[]])
  })
})

it('lets the process go when the pipeline ends by itself', () => {
  expect(live(RUNNING, { event: 'stopped' })).toEqual({ state: 'ended', done: [['quit']] })
})
