import { MINUTE_MS } from '@shared/lib/time'
import type { Anomaly, Detection, Measure } from '@shared/model/anomaly'
import type { Analysis } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'
import type { AcceptedLevel } from './accepted-level'
import { anomalySentence } from './anomaly-sentence'
import { type Band, bandsOf } from './bands'
import { benjaminiHochberg } from './benjamini-hochberg'
import { DEFAULT_DETECTOR, type DetectorConfig } from './detector-config'
import { type DetectorState, emptyState, emptyType, type TypeState } from './detector-state'
import { codesThatGrew } from './error-rate'
import { splitSignificanceLevel } from './split-significance-level'
import {
  type Candidate,
  type Followed,
  lasts,
  learnType,
  MEASURES,
  rebase,
  type SeenType,
  testType,
} from './statistical-tests'
import type { TestResult } from './test-result'

export interface WindowAnalysis {
  readonly start: WindowStart
  readonly analysis: Pick<Analysis, 'rows' | 'errors' | 'types' | 'latency'>
  /** False when events of the window are known to be missing: then nothing is learnt from it. */
  readonly complete: boolean
  /** False when the source may have run for only a part of the window: then a low count means nothing. */
  readonly whole: boolean
  /** True when the source is known to have had another rate than usual: then any count means nothing. */
  readonly otherRate?: boolean
}

export interface Judgement {
  readonly anomalies: readonly Anomaly[]
  readonly detection: Detection
  /** The expected range of each measure of each type, the most frequent types first; empty unless requested. */
  readonly bands: readonly Band[]
}

/** Judges each window against the windows before it. */
export interface Detector {
  /** A window that is not newer than the last one is judged by the current baselines, and changes nothing. */
  observe(window: WindowAnalysis): Judgement
  /** Accepts the current level of the types as normal, once per incident: it is learnt from the next window on. */
  accept(level: AcceptedLevel): void
  /** The whole state, to continue from later. */
  state(): DetectorState
}

export interface DetectorOptions {
  /** Display names of the types. */
  readonly labels?: Readonly<Record<string, string>>
  readonly config?: DetectorConfig
  readonly state?: DetectorState
  /** Whether to return expected ranges for normal values, too. */
  readonly bands?: boolean
}

/** More types than this are not tracked individually: the rarest are dropped. */
const MOST_TYPES = 300
/** The number of accepted levels to remember, so that none is applied twice. */
const MOST_ACCEPTED = 500

export function createDetector({
  labels = {},
  config = DEFAULT_DETECTOR,
  state: before = emptyState(),
  bands: wanted = false,
}: DetectorOptions = {}): Detector {
  const kept = structuredClone(before)
  const types = new Map<string, TypeState>(kept.types)
  const { all } = kept
  let { through, windows, accepted } = kept

  const anomalyOf = ({ type, state, seen, finding }: Candidate, start: WindowStart): Anomaly => {
    const { measure, shape, p } = finding
    const began = state.deviations[measure]?.since ?? start
    const facts = {
      type,
      measure,
      shape,
      pValue: p,
      since: Math.min(began, finding.since ?? start, start),
      errorCodesThatGrew: measure === 'error-rate' ? codesThatGrew(state.errors, seen) : [],
      ...finding.describe(),
      touched: null,
    }
    return { ...facts, sentence: anomalySentence(facts, type === null ? 'All' : (labels[type] ?? type)) }
  }

  const follow = (analysis: WindowAnalysis['analysis'], learn: boolean): Followed[] => {
    const seen = new Map<string, SeenType>(analysis.types.map((figures) => [figures.type, seenOf(figures)]))
    if (learn) for (const type of seen.keys()) if (!types.has(type)) types.set(type, emptyType())
    const followed: Followed[] = [...types].map(([type, state]) => ({ type, state, seen: seen.get(type) ?? NOTHING }))
    return [...followed, { type: null, state: all, seen: allOf(analysis) }]
  }

  const forget = () => {
    if (types.size <= MOST_TYPES) return
    const rarest = [...types].sort(([, a], [, b]) => a.volume.mean - b.volume.mean)
    for (const [type] of rarest.slice(0, types.size - MOST_TYPES)) types.delete(type)
  }

  return {
    observe({ start, analysis, complete, whole, otherRate = false }) {
      const news = through === null || start > through
      const gapMs = through === null ? 0 : start - through - MINUTE_MS
      // The window after a gap may be partial itself: whatever caused the gap may have ended within it.
      const followed = follow(analysis, news && complete)
      const fall = whole && complete && (!news || (gapMs === 0 && through !== null))
      const context = { start, volume: !otherRate, fall, config }
      const tested = followed.map((one) => ({ one, result: testType(one.state, one.seen, context) }))
      const found = select(
        tested.flatMap(({ one, result }) => result.jumps.map((finding) => ({ ...one, finding }))),
        config,
      )
      for (const { one, result } of tested) {
        const alone = !found.some(({ type, finding }) => type === one.type && finding.measure === 'error-rate')
        if (result.drift && alone) found.push({ ...one, finding: result.drift })
      }
      // Do not report again for all types what is reported for one type; but report a window without any event once, not per
      // type.
      const ofTypes = found.filter(({ type }) => type !== null)
      const ofAll = found.filter(({ type }) => type === null)
      const reported = ofTypes.length > 0 && !(analysis.rows === 0 && ofAll.length > 0) ? ofTypes : ofAll
      const anomalies = reported.map((candidate) => anomalyOf(candidate, start))
      const bands = wanted ? bandsOf(followed, found, start, config) : []

      if (news) {
        const lesson = { start, gapMs, complete, whole: whole && !otherRate, config }
        for (const { one, result } of tested) {
          const measures = found.filter(({ type }) => type === one.type).map(({ finding }) => finding.measure)
          const frozen = one.type === null ? heldUpBy(ofTypes, config) : NONE
          // A jump, of this type or of all types, is not counted as drift as well.
          const explained =
            frozen.has('error-rate') || found.some(({ type, finding }) => type === one.type && isErrorJump(finding))
          const drift = explained ? one.state.drift : result.nextDrift
          learnType(one.state, one.seen, { ...lesson, frozen, drift, measures })
        }
        through = start
        windows++
        forget()
      }
      const learnt = Math.max(...[...types.values(), all].map(({ volume }) => volume.windows))
      return { anomalies, bands, detection: detectionOf(windows, learnt, config) }
    },
    accept({ incident, type, types: seenIn, measures }) {
      if (accepted.includes(incident)) return
      accepted = [...accepted, incident].slice(-MOST_ACCEPTED)
      const own = type === null ? seenIn : [type]
      const ofAll = ([name, state]: readonly [string, TypeState]) =>
        own.includes(name) || (type === null && measures.some((measure) => state.deviations[measure] !== null))
      // The level of all types together includes each type's level, so it is rebased with them.
      for (const state of [all, ...[...types].filter(ofAll).map(([, one]) => one)]) rebase(state, measures)
    },
    state: () => structuredClone({ version: 1, through, windows, all, types: [...types], accepted }),
  }
}

const NONE: ReadonlySet<Measure> = new Set()

/** Measures that all types together cannot learn while some types are anomalous. */
function heldUpBy(found: readonly Candidate[], config: DetectorConfig): ReadonlySet<Measure> {
  return new Set(
    found.flatMap(({ state, finding: { measure } }) => (lasts(state, measure, config) ? [measure] : MEASURES)),
  )
}

function isErrorJump({ measure, shape }: TestResult): boolean {
  return measure === 'error-rate' && shape === 'jump'
}

/** The relevant results that Benjamini and Hochberg's procedure rejects. */
function select(candidates: readonly Candidate[], { levels }: DetectorConfig): Candidate[] {
  const tests = (['error-rate', 'volume', 'latency'] as const).flatMap((measure) => {
    const ofMeasure = candidates.filter(({ finding }) => finding.measure === measure)
    const reaches = ofMeasure.flatMap(({ finding }) => finding.reach ?? [])
    // Either all tests of a measure have a reach, or none has.
    const shared = reaches.length > 0 ? splitSignificanceLevel(reaches, levels[measure]) : []
    const even = levels[measure] / ofMeasure.length
    return ofMeasure.map((candidate, i) => ({ candidate, p: candidate.finding.p, level: shared[i] ?? even }))
  })
  const rejected = benjaminiHochberg(tests)
  return tests.filter(({ candidate }, i) => rejected[i] && candidate.finding.matters).map(({ candidate }) => candidate)
}

const NOTHING: SeenType = { events: 0, errors: 0, p95: null, errorCodes: [] }

function seenOf({ events, errors, latency, errorCodes }: Analysis['types'][number]): SeenType {
  return { events, errors, p95: latency?.p95 ?? null, errorCodes }
}

function allOf({ rows, errors, types, latency }: WindowAnalysis['analysis']): SeenType {
  const codes = new Map<string, number>()
  for (const { errorCodes } of types) {
    for (const { code, count } of errorCodes) codes.set(code, (codes.get(code) ?? 0) + count)
  }
  const errorCodes = [...codes].map(([code, count]) => ({ code, count }))
  return { events: rows, errors, p95: latency?.p95 ?? null, errorCodes }
}

function detectionOf(windows: number, learnt: number, { warmUp }: DetectorConfig): Detection {
  return learnt >= warmUp
    ? { state: 'watching', note: `Compared with the ${windows.toLocaleString('en')} windows seen before.` }
    : { state: 'learning', note: `Not enough data yet: ${learnt} of ${warmUp} windows seen.` }
}
