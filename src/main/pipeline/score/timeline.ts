import type { Measure } from '@shared/model/anomaly'
import { assertNever } from '@shared/model/assert-never'
import type { Disturbance, DisturbanceKind, RunningScenario, Scenario } from '@shared/model/scenario'

/** Seconds of undisturbed flow before the first disturbance, and between two scenarios. */
const QUIET_BEFORE = 2 * 3_600
const QUIET_BETWEEN = 2_400

/** A disturbance as a label: what to find, in which type, and when. */
export interface Truth {
  readonly scenario: string
  readonly kind: DisturbanceKind
  /** In words, such as "to 15 %" or "× 3". */
  readonly strength: string
  /** Null: all types. */
  readonly type: string | null
  readonly fromMs: number
  readonly toMs: number
  /** The measures that may report it; empty where it is no anomaly of rates, volume or latency, or too small. */
  readonly measures: readonly Measure[]
}

export interface Timeline {
  /** All the scenarios combined into one; null when there are none. */
  readonly running: RunningScenario | null
  readonly truths: readonly Truth[]
  /** The number of disturbances for which there is no time. */
  readonly leftOut: number
}

/** Lays scenarios out one after the other, repeats them while there is time for all of them once more, and labels them. */
export function layOut(scenarios: readonly Scenario[], fromMs: number, seconds: number): Timeline {
  const disturbances: Disturbance[] = []
  const truths: Truth[] = []
  let leftOut = 0
  let at = QUIET_BEFORE
  for (;;) {
    const round = at
    for (const scenario of scenarios) {
      for (const disturbance of scenario.disturbances) {
        const startSeconds = at + disturbance.startSeconds
        if (startSeconds + disturbance.lengthSeconds > seconds) {
          leftOut++
          continue
        }
        disturbances.push({ ...disturbance, startSeconds })
        truths.push(...truthsOf(scenario.name, { ...disturbance, startSeconds }, fromMs))
      }
      at += lengthOf(scenario) + QUIET_BETWEEN
    }
    if (scenarios.length === 0 || at + (at - round) > seconds) break
  }
  const scenario = { name: scenarios.map(({ name }) => name).join(', '), disturbances }
  return { running: disturbances.length === 0 ? null : { scenario, startedAt: fromMs }, truths, leftOut }
}

function lengthOf({ disturbances }: Scenario): number {
  return Math.max(...disturbances.map(({ startSeconds, lengthSeconds }) => startSeconds + lengthSeconds))
}

function truthsOf(scenario: string, disturbance: Disturbance, startedAt: number): Truth[] {
  const fromMs = startedAt + disturbance.startSeconds * 1_000
  const toMs = fromMs + disturbance.lengthSeconds * 1_000
  const { kind, types = [null] } = disturbance
  const label = { scenario, kind, strength: strengthOf(disturbance), fromMs, toMs, measures: measuresOf(disturbance) }
  return types.map((type) => ({ ...label, type }))
}

function strengthOf(disturbance: Disturbance): string {
  switch (disturbance.kind) {
    case 'error-burst':
    case 'error-creep':
      return `to ${percent(disturbance.errorRate)}`
    case 'slowdown':
    case 'spike':
      return `× ${disturbance.factor}`
    case 'silence':
      return disturbance.types ? 'of a type' : 'of all'
    case 'bad-deploy':
      return `to ${percent(disturbance.errorRate)}, × ${disturbance.factor}`
    case 'partial-outage':
      return `${disturbance.errorCode} for ${percent(disturbance.share)}`
    case 'late':
      return `${percent(disturbance.share)} by ${disturbance.delaySeconds} s`
    case 'duplicate':
    case 'malformed':
      return percent(disturbance.share)
    default:
      return assertNever(disturbance)
  }
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`
}

/** Half as many events again, or a third fewer: the smallest change of volume that the detector reports. */
const MORE = 0.5
const FEWER = 1 / 3

function measuresOf(disturbance: Disturbance): readonly Measure[] {
  switch (disturbance.kind) {
    case 'error-burst':
    case 'error-creep':
    case 'partial-outage':
      return ['error-rate']
    case 'slowdown':
      return ['latency']
    case 'spike':
      return disturbance.factor >= 1 + MORE ? ['volume'] : []
    case 'silence':
      return ['volume']
    case 'bad-deploy':
      return ['error-rate', 'latency']
    case 'late':
      return disturbance.share > FEWER && disturbance.delaySeconds > 62 ? ['volume'] : []
    case 'duplicate':
      return disturbance.share > MORE ? ['volume'] : []
    case 'malformed':
      return disturbance.share > FEWER ? ['volume'] : []
    default:
      return assertNever(disturbance)
  }
}
