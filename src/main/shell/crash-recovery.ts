/** Why a page's process is gone, with Electron's names (electronjs.org/docs/latest/api/structures/render-process-gone-details). */
export type GoneReason =
  | 'clean-exit'
  | 'abnormal-exit'
  | 'killed'
  | 'crashed'
  | 'oom'
  | 'launch-failed'
  | 'integrity-failure'
  | 'memory-eviction'

export type Recovery =
  | { readonly recovery: 'nothing' }
  /** Load the page again, and say so in one line. */
  | { readonly recovery: 'reload'; readonly notice: string }
  /** Loading again would not help: ask the user. */
  | { readonly recovery: 'ask'; readonly question: string }

const MOST_RELOADS = 3
const WITHIN_MS = 60_000

const WHY: Readonly<Record<GoneReason, string>> = {
  'clean-exit': 'The page ended.',
  'abnormal-exit': 'The page ended unexpectedly.',
  killed: 'Another program ended the page.',
  crashed: 'The page crashed.',
  oom: 'The page ran out of memory.',
  'launch-failed': 'The page could not start.',
  'integrity-failure': 'The page was blocked, because its code was changed.',
  'memory-eviction': 'The page was ended to free memory.',
}

export interface Recoveries {
  gone(reason: GoneReason, now: number): Recovery
  /** The page could not be loaded. `aborted`: a reload or a close ended the load, which is not an error. */
  notLoaded(aborted: boolean, detail: string, now: number): Recovery
}

/** Brings a page back, but not in an endless loop. `now`: monotonic milliseconds. */
export function createRecoveries(): Recoveries {
  let reloads: number[] = []
  const attempt = (why: string, now: number): Recovery => {
    reloads = reloads.filter((at) => now - at < WITHIN_MS)
    if (reloads.length >= MOST_RELOADS) return { recovery: 'ask', question: `${why} This happened several times.` }
    reloads.push(now)
    return { recovery: 'reload', notice: `${why} It was loaded again. The pipeline was not interrupted.` }
  }
  return {
    gone(reason, now) {
      if (reason === 'clean-exit') return { recovery: 'nothing' }
      if (reason === 'integrity-failure') return { recovery: 'ask', question: WHY[reason] }
      return attempt(WHY[reason], now)
    },
    notLoaded(aborted, detail, now) {
      return aborted ? { recovery: 'nothing' } : attempt(`The page could not be loaded (${detail}).`, now)
    },
  }
}

/** A page that does not respond may just be busy, so Millrace waits a while before it asks the user. */
export const UNRESPONSIVE = {
  question: 'The page does not respond. The pipeline is still running.',
  afterMs: 10_000,
} as const

/** What Electron reports about another process of the app that is gone. */
export interface ChildGone {
  readonly type: string
  readonly name?: string
  readonly reason: string
  readonly exitCode: number
}

/** One line for the log about a child process that is gone; null when it ended as it should. */
export function childGoneLine({ type, name, reason, exitCode }: ChildGone): string | null {
  if (reason === 'clean-exit') return null
  return `The process ${name ?? type} is gone: ${reason}, exit code ${exitCode}.`
}
