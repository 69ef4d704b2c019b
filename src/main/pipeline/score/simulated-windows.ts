import { createEventGenerator } from '@main/pipeline/source/event-generator'
import { createPacer } from '@main/pipeline/source/pacer'
import { createDisturbedFlow } from '@main/pipeline/source/scenarios/disturbed-flow'
import { TYPES } from '@main/pipeline/source/shop-visit'
import type { AnalyseColumns, Columns } from '@main/ports/extract-columns'
import { MINUTE_MS } from '@shared/lib/time'
import type { Event } from '@shared/model/dataset'
import type { Analysis } from '@shared/model/report'
import type { RunningScenario } from '@shared/model/scenario'
import { type WindowStart, windowOf } from '@shared/model/window'

/** A window closes this long after its end, as it does live; later events are not in its first report. */
const GRACE_MS = 2_000
const STEP_MS = 1_000

export interface SimulatedWindow {
  readonly start: WindowStart
  readonly analysis: Omit<Analysis, 'seconds'>
  /** The duration of the analysis. */
  readonly analyseMs: number
}

export interface SimulationOptions {
  readonly seed: number
  readonly fromMs: WindowStart
  readonly windows: number
  readonly eventsPerMinute: number
  readonly scenario: RunningScenario | null
}

/**
 * Simulates event time as fast as possible: the pipeline's own simulator, pacer, scenarios and analysis, without the parts
 * between them (log, sink, store, Parquet).
 */
export function* simulatedWindows(options: SimulationOptions, analyse: AnalyseColumns): Generator<SimulatedWindow> {
  const { seed, fromMs, windows, eventsPerMinute, scenario } = options
  const simulator = createEventGenerator({ seed, run: 1 })
  const disturbed = scenario && createDisturbedFlow(simulator, scenario, seed)
  const pacer = createPacer({ rate: 1, rhythm: () => eventsPerMinute / 60, startMs: fromMs, seed })
  const open = new Map<WindowStart, Rows>()
  const put = (event: Event, arrivedAt: number) => {
    const start = windowOf(event.event_timestamp as number)
    if (start < fromMs || start + MINUTE_MS + GRACE_MS <= arrivedAt) return
    const rows = open.get(start) ?? createRows(eventsPerMinute)
    open.set(start, rows)
    rows.add(event)
  }
  let next = fromMs
  const end = fromMs + windows * MINUTE_MS
  for (let now = fromMs + STEP_MS; next < end; now += STEP_MS) {
    for (const time of pacer.due(now, Number.MAX_SAFE_INTEGER)) {
      if (!disturbed) put(simulator.next(time), time)
      else for (const { event, damaged } of disturbed.next(time)) if (!damaged) put(event, time)
    }
    if (now < next + MINUTE_MS + GRACE_MS) continue
    const columns = (open.get(next) ?? createRows(0)).columns()
    open.delete(next)
    const started = performance.now()
    const analysis = analyse(columns, TYPES)
    yield { start: next, analysis, analyseMs: performance.now() - started }
    next += MINUTE_MS
  }
}

interface Rows {
  add(event: Event): void
  columns(): Columns
}

/** Grows as needed; holds the columns of an extract that an analysis reads. */
function createRows(expected: number): Rows {
  let capacity = Math.ceil(expected * 1.1) + 16
  let types = new Int32Array(capacity)
  let errors = new Uint8Array(capacity)
  let latency = new Float64Array(capacity)
  let errorCodes = new Int32Array(capacity)
  let rows = 0
  const names: string[] = []
  const known = new Map<unknown, number>()
  const grow = () => {
    capacity *= 2
    types = grown(types, new Int32Array(capacity))
    errors = grown(errors, new Uint8Array(capacity))
    latency = grown(latency, new Float64Array(capacity))
    errorCodes = grown(errorCodes, new Int32Array(capacity))
  }
  const codeOf = (value: unknown) => {
    if (value === null) return -1
    const code = known.get(value) ?? names.push(String(value)) - 1
    known.set(value, code)
    return code
  }
  return {
    add(event) {
      if (rows === capacity) grow()
      types[rows] = (TYPES as readonly unknown[]).indexOf(event.event_type)
      errors[rows] = event.status === 'ERROR' ? 1 : 0
      latency[rows] = event.request_latency_ms as number
      errorCodes[rows] = codeOf(event.error_code)
      rows++
    },
    columns: () => ({
      rows,
      types: { names: TYPES, codes: types.subarray(0, rows) },
      errors: errors.subarray(0, rows),
      latency: latency.subarray(0, rows),
      errorCodes: { names, codes: errorCodes.subarray(0, rows) },
    }),
  }
}

function grown<A extends Int32Array | Uint8Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
