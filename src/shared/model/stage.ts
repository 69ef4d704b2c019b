import { z } from 'zod'
import { Fault } from './fault'

/** The stages, in the order in which data flows. `pipeline/index.ts` has one entry for each. */
export const StageId = z.enum(['source', 'log', 'sink', 'store', 'extract', 'analyse', 'report'])
export type StageId = z.infer<typeof StageId>

/** `waiting`: wanted, but a stage that it needs is not running. `retrying`: failed; the next attempt is at `at` (epoch ms). */
export const StageState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('stopped') }),
  z.object({ state: z.literal('waiting'), for: StageId }),
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('running') }),
  z.object({ state: z.literal('stopping') }),
  z.object({ state: z.literal('retrying'), fault: Fault, at: z.number() }),
])
export type StageState = z.infer<typeof StageState>

/** What a stage reports about itself; the runner adds its state and rate. */
export const StageFigures = z.object({
  /** Events (source, log, sink, store) or windows (extract, analyse, report) handled since the data directory began. */
  total: z.number(),
  unit: z.enum(['events', 'rows', 'windows']),
  /** The number of items waiting, in `unit`; null when nothing can wait. */
  backlog: z.number().nullable(),
  /** One short line for the stage's card, such as "6 partitions · 412 MB". */
  note: z.string(),
  /** The engine's own screen, while it works. */
  link: z.url({ protocol: /^https?$/ }).optional(),
})
export type StageFigures = z.infer<typeof StageFigures>

export const StageStatus = z.object({
  id: StageId,
  title: z.string(),
  /** The technology behind the stage, such as "ClickHouse (chDB)". */
  subtitle: z.string(),
  state: StageState,
  figures: StageFigures,
  /** Units per second over the last ten seconds (for windows: over the latest few), and the last 60 such values, oldest first. */
  ratePerSecond: z.number(),
  history: z.array(z.number()),
  /** For window stages: the last window handled, and the time when the next one is due (epoch ms). */
  lastWindow: z.number().nullable(),
  nextAt: z.number().nullable(),
  lastFault: z.object({ fault: Fault, at: z.number() }).nullable(),
  /** Why a running stage cannot work right now, such as a full disk. */
  hindrance: Fault.nullable(),
})
export type StageStatus = z.infer<typeof StageStatus>

/** A dataset that cannot be used: the stage that refused it, or null when the dataset could not be loaded. */
export const DatasetTrouble = z.object({ dataset: z.string(), stage: StageId.nullable(), fault: Fault })
export type DatasetTrouble = z.infer<typeof DatasetTrouble>

export const PipelineStatus = z.object({
  stages: z.array(StageStatus),
  datasetTroubles: z.array(DatasetTrouble),
  /**
   * `stopped`: no stage is wanted · `blocked`: the disk or the log is full · `troubled`: a stage retries · `held`: some stages are wanted,
   * others were stopped · `starting` · `behind`: every stage runs, and the sink's backlog exceeds ten seconds of input · `idle`: every
   * stage runs, and no events arrive · `flowing`: every stage runs and keeps up.
   */
  flow: z.enum(['stopped', 'blocked', 'troubled', 'held', 'starting', 'behind', 'idle', 'flowing']),
  eventsPerSecond: z.number(),
  /** The last window of the default dataset whose report is complete. */
  completeThrough: z.number().nullable(),
  /** Latency from event to store over the last minute, milliseconds; null while nothing was measured. */
  freshnessMs: z.object({ p50: z.number(), p99: z.number() }).nullable(),
})
export type PipelineStatus = z.infer<typeof PipelineStatus>
