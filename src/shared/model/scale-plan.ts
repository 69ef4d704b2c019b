import { z } from 'zod'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../lib/time'
import { Backend } from './app'
import type { Engine } from './minute-work'

const MINUTE_S = MINUTE_MS / 1_000

/** A moment of this pipeline. `cpuPercent` is of one core, over everything that Millrace runs on this machine. */
export const LoadSample = z.object({ eventsPerSecond: z.number(), cpuPercent: z.number(), memoryBytes: z.number() })
export type LoadSample = z.infer<typeof LoadSample>

/** What this pipeline has measured of itself. */
export const ScaleMeasurements = z.object({
  backend: Backend,
  cores: z.number().int().min(1),
  machineMemoryBytes: z.number(),
  partitions: z.number().int().min(1),
  /** Of the last hour, oldest first. */
  samples: z.array(LoadSample),
  /** Reported windows: their events, and milliseconds from when they could close to their report. */
  windows: z.array(z.object({ events: z.number(), reportMs: z.number() })),
  /** Bytes on disk for each event; null while too few were measured. */
  logBytes: z.number().nullable(),
  storeBytes: z.number().nullable(),
  logHours: z.number(),
  logMaxBytes: z.number(),
  storeDays: z.number(),
})
export type ScaleMeasurements = z.infer<typeof ScaleMeasurements>

/** A line through measured points: `base + slope × x`. `varied`: the points lie far enough apart to tell the two. */
export interface Fit {
  readonly base: number
  readonly slope: number
  readonly varied: boolean
}

/** Points whose x differs by less than this factor cannot tell the base from the slope. */
const VARIED = 1.5

/**
 * Least squares, with neither part negative. Where the points lie too close together, all of y counts as slope: that overstates the cost
 * at higher x, never understates it. Null without a point.
 */
export function fitLine(points: readonly { readonly x: number; readonly y: number }[]): Fit | null {
  const used = points.filter(({ x }) => x > 0)
  if (used.length === 0) return null
  const mean = (of: (point: { x: number; y: number }) => number) =>
    used.reduce((sum, p) => sum + of(p), 0) / used.length
  const [x, y] = [mean((p) => p.x), mean((p) => p.y)]
  const xs = used.map((p) => p.x)
  const proportional = { base: 0, slope: y / x, varied: false }
  if (used.length < 3 || Math.max(...xs) < VARIED * Math.min(...xs)) return proportional
  const slope = mean((p) => (p.x - x) * (p.y - y)) / mean((p) => (p.x - x) ** 2)
  const base = y - slope * x
  if (slope <= 0) return { ...proportional, varied: true }
  return base < 0 ? { base: 0, slope: y / x, varied: true } : { base, slope, varied: true }
}

/** How sure a figure is: read off this pipeline, carried on by its slope, or a rule of the field. */
export type Basis = 'measured' | 'extrapolated' | 'assumed'

export interface ScaleRow {
  readonly what: 'cores' | 'partitions' | 'shards' | 'engine' | 'memory' | 'log-disk' | 'store-disk'
  /** What the wish needs, in the unit of its row: a number, bytes, or the name of an engine. */
  readonly needed: number | Engine
  /** What there is now; null where it does not apply. */
  readonly present: number | null
  readonly basis: Basis
}

/** Where the present set-up ends: the first limit that a growing rate meets. */
export interface ScaleLimit {
  readonly eventsPerSecond: number
  readonly by: 'cores' | 'window' | 'partitions'
}

export interface ScalePlan {
  readonly rows: readonly ScaleRow[]
  readonly ends: ScaleLimit
  /** The CPU time of one event, microseconds. */
  readonly cpuMicros: number
  /** The samples lie far enough apart to separate the base load from the cost of events. */
  readonly varied: boolean
  readonly highestMeasured: number
}

/** Above this share of the cores, waiting times grow faster than the load. */
export const BUSY_SHARE = 0.7
/** A partition's share of a broker's disk and network: the field's usual rule for planning. */
export const PARTITION_BYTES_PER_S = 10_000_000
/** Rows that one ClickHouse server takes in big batches beside its queries; its makers plan with more. */
export const SHARD_ROWS_PER_S = 200_000
/** A window must be reported well before the next one ends. */
export const WINDOW_WITHIN_MS = MINUTE_MS / 2
/** Beyond it, a minute in one extract is no longer sensible for one process or one server. */
const SPARK_FROM_EVENTS = 20_000_000
/** Bytes of an event, until this pipeline has measured its own. */
const EVENT_BYTES = 110

/** What `eventsPerMinute` needs, by what this pipeline has measured. Null until it has carried events for some seconds. */
export function planScale(measured: ScaleMeasurements, eventsPerMinute: number): ScalePlan | null {
  const cpu = fitLine(measured.samples.map((sample) => ({ x: sample.eventsPerSecond, y: sample.cpuPercent })))
  if (!cpu) return null
  const rate = eventsPerMinute / MINUTE_S
  const highest = Math.max(...measured.samples.map(({ eventsPerSecond }) => eventsPerSecond))
  const basis: Basis = rate <= highest ? 'measured' : 'extrapolated'
  const window = fitLine(measured.windows.map(({ events, reportMs }) => ({ x: events, y: reportMs })))
  const logBytes = measured.logBytes ?? EVENT_BYTES
  const storeBytes = measured.storeBytes ?? EVENT_BYTES
  const bytesBasis = (bytes: number | null): Basis => (bytes === null ? 'assumed' : basis)
  const memory = fitLine(measured.samples.map((sample) => ({ x: sample.eventsPerSecond, y: sample.memoryBytes })))
  const rows: ScaleRow[] = [
    { what: 'cores', needed: coresFor(cpu, rate), present: measured.cores, basis },
    {
      what: 'memory',
      needed: memory?.varied ? memory.base + memory.slope * rate : latestMemory(measured),
      present: measured.machineMemoryBytes,
      basis: memory?.varied ? basis : 'assumed',
    },
    {
      what: 'partitions',
      needed: Math.max(1, Math.ceil((rate * logBytes) / PARTITION_BYTES_PER_S)),
      present: measured.partitions,
      basis: 'assumed',
    },
    { what: 'shards', needed: Math.max(1, Math.ceil(rate / SHARD_ROWS_PER_S)), present: 1, basis: 'assumed' },
    { what: 'engine', needed: engineFor(window, eventsPerMinute), present: null, basis: window ? basis : 'assumed' },
    {
      what: 'log-disk',
      needed: Math.min(measured.logMaxBytes, rate * logBytes * ((measured.logHours * HOUR_MS) / 1_000)),
      present: measured.logMaxBytes,
      basis: bytesBasis(measured.logBytes),
    },
    {
      what: 'store-disk',
      needed: rate * storeBytes * ((measured.storeDays * DAY_MS) / 1_000),
      present: null,
      basis: bytesBasis(measured.storeBytes),
    },
  ]
  return {
    rows,
    ends: endOf(measured, cpu, window, logBytes),
    cpuMicros: cpu.slope * 10_000,
    varied: cpu.varied,
    highestMeasured: highest,
  }
}

function coresFor({ base, slope }: Fit, rate: number): number {
  return (base + slope * rate) / 100 / BUSY_SHARE
}

function latestMemory({ samples }: ScaleMeasurements): number {
  return samples.at(-1)?.memoryBytes ?? 0
}

function engineFor(window: Fit | null, eventsPerMinute: number): Engine {
  if (eventsPerMinute > SPARK_FROM_EVENTS) return 'spark'
  const inProcessMs = window ? window.base + window.slope * eventsPerMinute : 0
  return inProcessMs <= WINDOW_WITHIN_MS ? 'in-process' : 'clickhouse'
}

function endOf(measured: ScaleMeasurements, cpu: Fit, window: Fit | null, logBytes: number): ScaleLimit {
  const limits: ScaleLimit[] = [
    { by: 'cores', eventsPerSecond: Math.max(0, (measured.cores * 100 * BUSY_SHARE - cpu.base) / cpu.slope) },
    { by: 'partitions', eventsPerSecond: (measured.partitions * PARTITION_BYTES_PER_S) / logBytes },
  ]
  if (window && window.slope > 0) {
    const events = Math.max(0, (WINDOW_WITHIN_MS - window.base) / window.slope)
    limits.push({ by: 'window', eventsPerSecond: events / MINUTE_S })
  }
  return limits.reduce((first, limit) => (limit.eventsPerSecond < first.eventsPerSecond ? limit : first))
}
