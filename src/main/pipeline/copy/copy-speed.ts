import type { Clock } from '@main/ports/clock'
import type { CopyFigures, CopyJob } from '@shared/model/copy'

/** The speed since the first figures, and the time left at that speed. */
export function createSpeed(clock: Clock): (figures: CopyFigures) => Pick<CopyJob, 'eventsPerSecond' | 'secondsLeft'> {
  let first: { readonly events: number; readonly at: number } | null = null
  return ({ events, eventsTotal }) => {
    first ??= { events, at: clock.elapsed() }
    const seconds = (clock.elapsed() - first.at) / 1_000
    if (seconds <= 0 || events === first.events) return { eventsPerSecond: null, secondsLeft: null }
    const eventsPerSecond = (events - first.events) / seconds
    return { eventsPerSecond, secondsLeft: Math.max(0, eventsTotal - events) / eventsPerSecond }
  }
}
