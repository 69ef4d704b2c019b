import { formatDuration } from '@shared/model/duration'
import { stageOf } from '../alarm-facts'
import type { AlarmRule } from '../alarm-rule'
import { flowStoppedByHand, servicesStart } from '../stopped-by-hand'

/** A short queue is not a lag, however slowly events arrive. */
const LEAST_PER_SECOND = 10
/** How far back growth is measured, twice. */
const STRIDE_MS = 20_000
const GROWTH = 1.05
/** An open alarm ends at this share of the limit. From it on, a growing backlog counts. */
const LOW = 1 / 4
const AFTER_MS = 10_000
/** After a person's stop, and after the start, the backlog of that time may take this long to begin to shrink. */
const RECOVERY_MS = 60_000

interface Sample {
  readonly elapsed: number
  readonly backlog: number
  readonly input: number
}

/** More events wait for the sink than arrive in the limit's time and they do not become fewer, or they become more and more. */
export function lag(): AlarmRule {
  let samples: Sample[] = []
  /** Since when the pipeline catches up after it was stopped; null when it has. At first, since the first facts. */
  let recovering: number | null = Number.NEGATIVE_INFINITY
  return {
    kind: 'lag',
    read(facts, { lagSeconds }) {
      const { elapsed } = facts
      if (flowStoppedByHand(facts)) {
        samples = []
        recovering = elapsed
        return []
      }
      if (servicesStart(facts) || recovering === Number.NEGATIVE_INFINITY) recovering = elapsed
      const backlog = stageOf(facts, 'sink')?.figures.backlog ?? null
      if (backlog === null) return 'unknown'
      // The rate of the log may not know the records of other producers, but that of the sink does.
      const input = Math.max(stageOf(facts, 'log')?.ratePerSecond ?? 0, stageOf(facts, 'sink')?.ratePerSecond ?? 0)
      samples = [
        ...samples.filter((one) => elapsed - one.elapsed <= 2 * STRIDE_MS + 4_000),
        { elapsed, backlog, input },
      ]
      const seconds = backlog / Math.max(LEAST_PER_SECOND, ...samples.map((one) => one.input))
      if (seconds <= lagSeconds * LOW) {
        recovering = null
        return []
      }
      const [before, earlier] = [agoOf(samples, STRIDE_MS), agoOf(samples, 2 * STRIDE_MS)]
      const shrinks = before !== null && backlog * GROWTH < before
      const grows = before !== null && earlier !== null && backlog > before * GROWTH && before > earlier * GROWTH
      if (recovering !== null && !shrinks && elapsed - recovering > RECOVERY_MS) recovering = null
      const bad = grows || (seconds > lagSeconds && !shrinks)
      return [
        {
          subject: null,
          title: 'The sink lags behind',
          sentence: `${backlog.toLocaleString('en')} events wait for the sink: ${formatDuration(seconds * 1_000)} of input${grows ? ', and more every second' : ''}. Check the sink and the store, or lower the rate.`,
          level: bad && recovering === null && !facts.filling ? 'raise' : 'hold',
          afterMs: AFTER_MS,
        },
      ]
    },
  }
}

/** The backlog of that long ago; null when it is not known. */
function agoOf(samples: readonly Sample[], ms: number): number | null {
  const newest = samples.at(-1)
  const found = newest && samples.findLast(({ elapsed }) => newest.elapsed - elapsed >= ms)
  return found ? found.backlog : null
}
