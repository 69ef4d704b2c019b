import type { ShellRequest } from './requests'

/**
 * `starting`: the data directory is being opened, and requests wait · `running` · `asking`: the user is asked whether to quit ·
 * `stopping`: the pipeline is stopping, and a request starts the app again afterwards · `ended`: the process may exit.
 */
export type Lifecycle =
  | { readonly state: 'starting'; readonly waiting: readonly ShellRequest[] }
  | { readonly state: 'running' }
  | { readonly state: 'asking' }
  | { readonly state: 'stopping'; readonly by: 'user' | 'system'; readonly again: readonly ShellRequest[] | null }
  | { readonly state: 'ended' }

export type LifecycleEvent =
  | { readonly event: 'opened' }
  /** A second start, a link, a file, a click on a notification, or on the icon in the dock. */
  | { readonly event: 'requested'; readonly requests: readonly ShellRequest[] }
  /** The last window was closed. `stays`: the app keeps running, because the setting says so and there is a tray. */
  | { readonly event: 'window-all-closed'; readonly stays: boolean; readonly explained: boolean }
  /** `question`: what the user would lose; null when nothing. */
  | { readonly event: 'before-quit'; readonly question: string | null }
  | { readonly event: 'answered'; readonly quit: boolean }
  /** The system shuts down, or the user logs out. */
  | { readonly event: 'system-ends' }
  /** The pipeline has ended: as asked, by itself, or because it ran out of time to stop. */
  | { readonly event: 'stopped' }

export type LifecycleEffect =
  /** `event.preventDefault()`: the event that is being handled goes no further. */
  | { readonly effect: 'prevent' }
  | { readonly effect: 'carry-out'; readonly requests: readonly ShellRequest[] }
  | { readonly effect: 'explain-tray' }
  | { readonly effect: 'ask'; readonly question: string }
  /** Aborts the pipeline. After `limitMs` the process exits even if something is still open: all data is safe at any moment. */
  | { readonly effect: 'stop'; readonly limitMs: number; readonly window: boolean }
  | { readonly effect: 'relaunch'; readonly requests: readonly ShellRequest[] }
  | { readonly effect: 'quit' }

export const STOP_LIMIT_MS = 10_000
/** logind kills what delays a shutdown for longer than five seconds (`InhibitDelayMaxSec`). */
const SYSTEM_STOP_LIMIT_MS = 4_000

export interface Step {
  readonly next: Lifecycle
  readonly effects: readonly LifecycleEffect[]
}

export const STARTING: Lifecycle = { state: 'starting', waiting: [] }

/** The life of the desktop app. Every event is possible in every state, because the user, the system and other programs send them. */
export function step(now: Lifecycle, event: LifecycleEvent): Step {
  switch (event.event) {
    case 'opened':
      if (now.state !== 'starting') return stay(now)
      // A start at login has no requests, and opens no window.
      return stay({ state: 'running' }, { effect: 'carry-out', requests: now.waiting })
    case 'requested':
      return requested(now, event.requests)
    case 'window-all-closed':
      if (now.state !== 'running') return stay(now)
      if (!event.stays) return stay(now, { effect: 'quit' })
      return event.explained ? stay(now) : stay(now, { effect: 'explain-tray' })
    case 'before-quit':
      return beforeQuit(now, event.question)
    case 'answered':
      if (now.state !== 'asking') return stay(now)
      if (event.quit) return stopBy('user')
      // The last window may have been closed meanwhile: show one again.
      return stay({ state: 'running' }, { effect: 'carry-out', requests: [{ request: 'show' }] })
    case 'system-ends':
      if (now.state === 'ended') return stay(now)
      // The pipeline is stopping already: only delay the shutdown until it has stopped.
      if (now.state === 'stopping') return { next: { ...now, by: 'system', again: null }, effects: [PREVENT] }
      return stopBy('system', PREVENT)
    case 'stopped': {
      const again = now.state === 'stopping' ? now.again : null
      const relaunch = again ? [{ effect: 'relaunch', requests: again } as const] : []
      return { next: { state: 'ended' }, effects: [...relaunch, { effect: 'quit' }] }
    }
  }
}

const PREVENT: LifecycleEffect = { effect: 'prevent' }

function stay(now: Lifecycle, ...effects: LifecycleEffect[]): Step {
  return { next: now, effects }
}

function requested(now: Lifecycle, requests: readonly ShellRequest[]): Step {
  switch (now.state) {
    case 'starting':
      return stay({ state: 'starting', waiting: [...now.waiting, ...requests] })
    case 'running':
    case 'asking':
      return stay(now, { effect: 'carry-out', requests })
    case 'stopping':
      // The second process has handed over its requests and ended, so this one starts again once it has closed everything.
      return now.by === 'system' ? stay(now) : stay({ ...now, again: [...(now.again ?? []), ...requests] })
    case 'ended':
      return stay(now, { effect: 'relaunch', requests })
  }
}

function beforeQuit(now: Lifecycle, question: string | null): Step {
  switch (now.state) {
    case 'starting':
      return stopBy('user', PREVENT)
    case 'running':
      if (question === null) return stopBy('user', PREVENT)
      return stay({ state: 'asking' }, PREVENT, { effect: 'ask', question })
    case 'asking':
      return stay(now, PREVENT)
    case 'stopping':
      // On macOS a prevented quit cancels the shutdown of the whole system.
      return now.by === 'system' ? stay(now) : stay(now, PREVENT)
    case 'ended':
      return stay(now)
  }
}

function stopBy(by: 'user' | 'system', ...before: LifecycleEffect[]): Step {
  const limitMs = by === 'user' ? STOP_LIMIT_MS : SYSTEM_STOP_LIMIT_MS
  const stop: LifecycleEffect = { effect: 'stop', limitMs, window: by === 'user' }
  return { next: { state: 'stopping', by, again: null }, effects: [...before, stop] }
}
