/** The time span for rates of events, ms: over shorter spans, uneven batches and timers make the rate jump. */
const SPAN_MS = 10_000
/** Windows come once a minute: their rate is taken from this many of the latest intervals. */
const INTERVALS = 4
/** The longest interval to wait for: after that, the rate is the count in this time. */
const LONGEST_MS = 300_000

/** Units per second, from counts. */
export interface RateMeter {
  add(units: number, now: number): void
  /** Earlier counts have no effect any more. */
  restart(now: number): void
  /** Call this about once a second. */
  perSecond(now: number): number
}

/** The count of the last ten seconds, or since the restart, divided by exactly that time. */
export function createEventMeter(): RateMeter {
  let total = 0
  let samples: { readonly at: number; readonly total: number }[] = []
  return {
    add(units) {
      total += units
    },
    restart(now) {
      samples = [{ at: now, total }]
    },
    perSecond(now) {
      samples.push({ at: now, total })
      // The first kept sample lies at the beginning of the span, or just before it.
      while (samples.length > 2 && (samples[1]?.at ?? now) <= now - SPAN_MS) samples.shift()
      const first = samples[0]
      return first && now > first.at ? (total - first.total) / ((now - first.at) / 1_000) : 0
    },
  }
}

/** Uses the time between the latest units, so that one a minute is one a minute at any moment between two of them. */
export function createWindowMeter(): RateMeter {
  let marks: { readonly at: number; units: number }[] = []
  return {
    add(units, now) {
      const last = marks.at(-1)
      // Windows that are filled in one go are one mark, since no time passes between them.
      if (last && now - last.at < 1_000) last.units += units
      else marks.push({ at: now, units })
      if (marks.length > INTERVALS + 1) marks.shift()
    },
    restart() {
      marks = []
    },
    perSecond(now) {
      const [first, ...others] = marks
      const last = others.at(-1)
      if (!first || !last) return 0
      const interval = (last.at - first.at) / others.length
      // An overdue unit makes the rate fall.
      const overdue = Math.max(0, now - last.at - 1.5 * interval)
      if (now - last.at > Math.max(LONGEST_MS, 2 * interval)) return 0
      const units = others.reduce((sum, mark) => sum + mark.units, 0)
      return units / ((last.at - first.at + overdue) / 1_000)
    },
  }
}
