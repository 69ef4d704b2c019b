import { MINUTE_MS } from '@shared/lib/time'
import type { Anomaly } from '@shared/model/anomaly'
import type { ScoreLine, Tally } from '@shared/model/score'
import type { WindowStart } from '@shared/model/window'
import type { Truth } from './timeline'

/** An incident continues over this many windows without an anomaly. */
const BRIDGE = 3
/**
 * Anomalies this long after the end of a disturbance still belong to it: it affects the rest of its window, and sums over
 * windows.
 */
const ECHO_MS = 10 * MINUTE_MS

/** Consecutive anomalous windows of one type. */
export interface Incident {
  readonly type: string | null
  readonly first: WindowStart
  last: WindowStart
  readonly sentences: string[]
}

export interface JudgedMinute {
  readonly start: WindowStart
  readonly anomalies: readonly Anomaly[]
}

/** Compares the reported anomalies with the disturbances; `over` are those that should be found by now. */
export function compareWithGroundTruth(
  minutes: readonly JudgedMinute[],
  truths: readonly Truth[],
  over = truths,
): Tally {
  const incidents = incidentsOf(minutes)
  const wrong = incidents.filter((incident) => !truths.some((truth) => belongs(incident, truth)))
  const results = over.map((truth) => ({ truth, ms: msToDetect(minutes, truth) }))
  const meant = results.filter(({ truth }) => truth.measures.length > 0)
  return {
    incidents: incidents.length,
    false_incidents: wrong.map(({ first, type, sentences }) => ({
      first: new Date(first).toISOString(),
      type,
      sentence: sentences[0] ?? '',
    })),
    precision: incidents.length === 0 ? null : 1 - wrong.length / incidents.length,
    recall: meant.length === 0 ? null : meant.filter(({ ms }) => ms !== null).length / meant.length,
    lines: linesOf(results),
  }
}

export function incidentsOf(minutes: readonly JudgedMinute[]): Incident[] {
  const incidents: Incident[] = []
  const open = new Map<string | null, Incident>()
  for (const { start, anomalies } of minutes) {
    for (const { type, sentence } of anomalies) {
      const running = open.get(type)
      if (running && start - running.last <= (BRIDGE + 1) * MINUTE_MS) {
        running.last = start
        running.sentences.push(sentence)
        continue
      }
      const incident = { type, first: start, last: start, sentences: [sentence] }
      incidents.push(incident)
      open.set(type, incident)
    }
  }
  return incidents
}

const concerns = (type: string | null, truth: Truth) => type === null || truth.type === null || type === truth.type

function belongs(incident: Incident, truth: Truth): boolean {
  const during = incident.last + MINUTE_MS > truth.fromMs && incident.first < truth.toMs + ECHO_MS
  return during && concerns(incident.type, truth)
}

function msToDetect(minutes: readonly JudgedMinute[], truth: Truth): number | null {
  const { fromMs, toMs, measures } = truth
  const window = minutes.find(
    ({ start, anomalies }) =>
      start + MINUTE_MS > fromMs &&
      start < toMs &&
      anomalies.some(({ type, measure }) => measures.includes(measure) && concerns(type, truth)),
  )
  return window ? window.start + MINUTE_MS - fromMs : null
}

function linesOf(results: readonly { readonly truth: Truth; readonly ms: number | null }[]): ScoreLine[] {
  const groups = new Map<string, { truth: Truth; ms: number | null }[]>()
  for (const result of results) {
    const key = `${result.truth.kind} ${result.truth.strength}`
    groups.set(key, [...(groups.get(key) ?? []), result])
  }
  return [...groups.values()].map((group) => {
    const { kind, strength, measures } = (group[0] as { truth: Truth }).truth
    const times = group.flatMap(({ ms }) => (ms === null ? [] : [ms])).sort((a, b) => a - b)
    const meant = measures.length > 0
    const minutes = (ms: number | undefined) => Math.round(((ms ?? 0) / MINUTE_MS) * 10) / 10
    return {
      kind,
      strength,
      disturbances: group.length,
      found: meant ? times.length : null,
      in_first_full_window: meant ? group.filter(inFirstFullWindow).length : null,
      minutes_to_detect:
        times.length === 0
          ? null
          : { median: minutes(times[Math.ceil(times.length / 2) - 1]), max: minutes(times.at(-1)) },
    }
  })
}

function inFirstFullWindow({ truth, ms }: { readonly truth: Truth; readonly ms: number | null }): boolean {
  const firstFull = Math.ceil(truth.fromMs / MINUTE_MS) * MINUTE_MS
  return ms !== null && truth.fromMs + ms <= firstFull + MINUTE_MS
}
