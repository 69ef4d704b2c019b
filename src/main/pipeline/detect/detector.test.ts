import { MINUTE_MS } from '@shared/lib/time'
import type { Analysis } from '@shared/model/report'
import { describe, expect, it } from 'vitest'
import { createDetector, type Detector, type Judgement } from './detector'
import { DetectorState } from './detector-state'

const START = Date.UTC(2026, 0, 5, 16)
const FIGURES = { events: 400, errors: 20, p95: 500, code: '503' }
type Figures = typeof FIGURES
type Flow = Readonly<Record<string, Partial<Figures>>>
const QUIET: Flow = { PAYMENT: {}, SEARCH: {}, CHECKOUT: {} }

function analysisOf(flow: Flow, wobble = 0): Analysis {
  const types = Object.entries(flow).map(([type, own]) => {
    const { events, errors, p95, code } = { ...FIGURES, ...own }
    const figures = { p50: p95 / 3, p95: Math.round(p95 * (1 + wobble * 0.02)), p99: p95 * 2, max: p95 * 3 }
    const failed = Math.max(0, errors + (own.errors === undefined ? wobble * 3 : 0))
    return {
      type,
      events,
      errors: failed,
      errorRate: failed / Math.max(1, events),
      latency: figures,
      errorCodes: [{ code, count: failed }],
    }
  })
  const sum = (of: 'events' | 'errors') => types.reduce((total, figures) => total + figures[of], 0)
  return { rows: sum('events'), errors: sum('errors'), seconds: 0, types, latency: null }
}

let minute = 0
function watch(detector: Detector, flow: Flow, windows = 1): Judgement {
  let last: Judgement | undefined
  for (let i = 0; i < windows; i++) {
    const start = START + minute++ * MINUTE_MS
    last = detector.observe({ start, analysis: analysisOf(flow, (i % 3) - 1), complete: true, whole: true })
  }
  return last as Judgement
}

function experienced(windows = 60): Detector {
  minute = 0
  const detector = createDetector({ labels: { PAYMENT: 'Payment' } })
  watch(detector, QUIET, windows)
  return detector
}
const reported = ({ anomalies }: Judgement) => anomalies.map(({ type, measure }) => `${type} ${measure}`)

describe('the detector', () => {
  it('reports that it has not seen enough yet, and then watches', () => {
    minute = 0
    const detector = createDetector()
    const { anomalies, detection } = watch(detector, QUIET, 9)
    expect(anomalies).toEqual([])
    expect(detection).toEqual({ state: 'learning', note: 'Not enough data yet: 9 of 15 windows seen.' })
    expect(watch(detector, QUIET, 10).detection.state).toBe('watching')
  })

  it('reports nothing while the flow is normal', () => {
    const detector = experienced()
    for (let i = 0; i < 300; i++) expect(watch(detector, QUIET).anomalies).toEqual([])
  })

  it('reports an error burst in its first window, in plain words', () => {
    const detector = experienced(63)
    const { anomalies } = watch(detector, { ...QUIET, PAYMENT: { errors: 60, code: '402' } })
    expect(anomalies).toHaveLength(1)
    expect(anomalies[0]).toMatchObject({ type: 'PAYMENT', measure: 'error-rate', observed: 0.15 })
    expect(anomalies[0]?.errorCodesThatGrew).toEqual(['402'])
    expect(anomalies[0]?.sentence).toMatch(/^Payment errors 15\.0 %, expected 3\.\d–7\.\d %, since 17:03\.$/)
    expect(anomalies[0]?.pValue).toBeLessThan(1e-6)
  })

  it('reports a small rise when there are many events', () => {
    minute = 0
    const detector = createDetector()
    const flow = { SEARCH: { events: 30_000, errors: 1_500 }, PAYMENT: { events: 3_000, errors: 150 } }
    watch(detector, flow, 60)
    const { anomalies } = watch(detector, { ...flow, SEARCH: { events: 30_000, errors: 2_400 } })
    expect(anomalies).toMatchObject([{ type: 'SEARCH', measure: 'error-rate', shape: 'jump', observed: 0.08 }])
  })

  it('reports a rise from few requests: fifteen errors of 125, where two or three are usual', () => {
    minute = 0
    const detector = createDetector()
    const pages = (errors: readonly number[]) =>
      Object.fromEntries(errors.map((count, page) => [`/${page}`, { events: 25, errors: count }]))
    for (let i = 0; i < 60; i++) watch(detector, pages([0, 1, 2, 3, 4].map((page) => (page < i % 4 ? 1 : 0))))
    const { anomalies } = watch(detector, pages([3, 3, 3, 3, 3]))
    expect(anomalies.map(({ type, measure }) => `${type} ${measure}`)).toEqual(['null error-rate'])
    expect(anomalies[0]?.observed).toBe(0.12)
  })

  it('reports silence, a spike and slowness only for the type concerned', () => {
    const { PAYMENT, ...others } = QUIET
    expect(PAYMENT).toBeDefined()
    expect(reported(watch(experienced(), others))).toEqual(['PAYMENT volume'])
    expect(watch(experienced(), others).anomalies[0]?.sentence).toMatch(
      /^No Payment events, expected 3\d\d–4\d\d, since/,
    )
    const spike = { ...QUIET, SEARCH: { events: 1_200, errors: 60 } }
    expect(reported(watch(experienced(), spike))).toEqual(['SEARCH volume'])
    expect(reported(watch(experienced(), { ...QUIET, CHECKOUT: { p95: 1_000 } }))).toEqual(['CHECKOUT latency'])
  })

  it('separates two simultaneous problems', () => {
    const both = { ...QUIET, PAYMENT: { errors: 70 }, SEARCH: { p95: 1_500 } }
    expect(reported(watch(experienced(), both))).toEqual(['PAYMENT error-rate', 'SEARCH latency'])
  })

  it('reports slow drift, which no single window shows', () => {
    const detector = experienced(120)
    const windows = Array.from({ length: 60 }, () => watch(detector, { ...QUIET, CHECKOUT: { errors: 29 } }))
    const first = windows.find(({ anomalies }) => anomalies.length > 0)
    expect(first?.anomalies[0]).toMatchObject({ type: 'CHECKOUT', measure: 'error-rate', shape: 'drift' })
    expect(first?.anomalies[0]?.since).toBeGreaterThanOrEqual(START + 118 * MINUTE_MS)
  })

  it('reports the start of a deviation, and learns nothing while it lasts', () => {
    const detector = experienced()
    const since = START + minute * MINUTE_MS
    const bad = { ...QUIET, PAYMENT: { errors: 60 } }
    const first = watch(detector, bad).anomalies[0]
    const last = watch(detector, bad, 50).anomalies[0]
    expect(last?.since).toBe(since)
    expect(last?.expected).toEqual(first?.expected)
    watch(detector, QUIET, 10)
    expect(watch(detector, QUIET).anomalies).toEqual([])
  })

  it('ends a burst when the values return', () => {
    const detector = experienced(120)
    watch(detector, { ...QUIET, PAYMENT: { errors: 60 } }, 10)
    for (let i = 0; i < 20; i++) expect(watch(detector, QUIET).anomalies).toEqual([])
  })

  it('never accepts a level as normal because it lasts, and ends the deviation once the values return', () => {
    const detector = experienced()
    const outage = { ...QUIET, PAYMENT: { errors: 60 } }
    for (let i = 0; i < 300; i++) expect(reported(watch(detector, outage))).toEqual(['PAYMENT error-rate'])
    for (let i = 0; i < 20; i++) expect(watch(detector, QUIET).anomalies).toEqual([])
  })

  it('learns the other measures of a type while one of them is at a new level', () => {
    const detector = experienced()
    const errors = { ...QUIET, PAYMENT: { errors: 60 } }
    watch(detector, errors, 130)
    const slowly = (i: number) => ({ ...QUIET, PAYMENT: { events: 300 + 3 * i, errors: 60 + i } })
    for (let i = 0; i < 150; i++) expect(reported(watch(detector, slowly(i)))).toEqual(['PAYMENT error-rate'])
  })

  it('treats an accepted level as normal, also for all types together, and the old level as a deviation', () => {
    const detector = experienced()
    const spike = { ...QUIET, PAYMENT: { events: 1_200, errors: 60 } }
    expect(reported(watch(detector, spike, 140))).toEqual(['PAYMENT volume'])
    const level = { incident: 'one', type: 'PAYMENT', types: ['PAYMENT'], measures: ['volume'] } as const
    detector.accept({ ...level, through: START + minute * MINUTE_MS })
    for (let i = 0; i < 40; i++) {
      expect(watch(detector, spike).anomalies).toEqual([])
      // Accepting it again changes nothing.
      detector.accept({ ...level, through: START + minute * MINUTE_MS })
    }
    expect(reported(watch(detector, QUIET))).toEqual(['PAYMENT volume'])
  })

  it('judges a revised window without changing its judgement of the others', () => {
    const detector = experienced()
    const before = detector.state()
    const start = START + (minute - 3) * MINUTE_MS
    const analysis = analysisOf({ ...QUIET, PAYMENT: { errors: 80 } })
    expect(reported(detector.observe({ start, analysis, complete: true, whole: true }))).toEqual(['PAYMENT error-rate'])
    expect(detector.state()).toEqual(before)
  })

  it('does not report a fall in a partial window, or in the window after a gap', () => {
    const half = {
      PAYMENT: { events: 150, errors: 7 },
      SEARCH: { events: 150, errors: 7 },
      CHECKOUT: { events: 150, errors: 7 },
    }
    const part = experienced()
    const start = START + minute * MINUTE_MS
    expect(part.observe({ start, analysis: analysisOf(half), complete: true, whole: false }).anomalies).toEqual([])
    const late = experienced()
    minute += 5
    expect(watch(late, half).anomalies).toEqual([])
    expect(reported(watch(late, half))).toHaveLength(3)
  })

  it('continues from its saved state with the same results', () => {
    const detector = experienced()
    const other = createDetector({
      labels: { PAYMENT: 'Payment' },
      state: DetectorState.parse(JSON.parse(JSON.stringify(detector.state()))),
    })
    const start = START + minute * MINUTE_MS
    const window = { start, analysis: analysisOf({ ...QUIET, PAYMENT: { errors: 60 } }), complete: true, whole: true }
    expect(other.observe(window)).toEqual(detector.observe(window))
    expect(other.state()).toEqual(detector.state())
  })

  it('does not judge types that are too rare, but counts them in the total', () => {
    minute = 0
    const detector = createDetector()
    const rare = (errors: number): Flow =>
      Object.fromEntries(
        Array.from({ length: 80 }, (_, i) => [`/page/${i}`, { events: 5, errors: i < errors ? 1 : 0 }]),
      )
    for (let i = 0; i < 60; i++) expect(watch(detector, rare(20)).anomalies).toEqual([])
    const { anomalies } = watch(detector, rare(70))
    expect(anomalies.map(({ type, sentence }) => [type, sentence.slice(0, 18)])).toEqual([[null, 'All errors 17.5 %,']])
  })
})
