import { z } from 'zod'
import { Instant } from './number-schemas'

const YEAR_SECONDS = 366 * 86_400
const when = {
  /** Seconds of event time after the scenario starts. */
  startSeconds: z.number().min(0).max(YEAR_SECONDS),
  lengthSeconds: z.number().positive().max(YEAR_SECONDS),
}
const whom = {
  /** The event types it affects; all types when left out. */
  types: z.array(z.string()).min(1).optional(),
}
const Share = z.number().min(0).max(1)
const Slowness = z.number().min(1).max(1_000)

/** One labelled disturbance of the simulator. */
export const Disturbance = z.discriminatedUnion('kind', [
  /** Sets the error rate to `errorRate` while it lasts. */
  z.strictObject({ kind: z.literal('error-burst'), ...when, ...whom, errorRate: Share }),
  /** Changes the error rate steadily from its normal value to `errorRate`. */
  z.strictObject({ kind: z.literal('error-creep'), ...when, ...whom, errorRate: Share }),
  /** Multiplies latencies by `factor`. */
  z.strictObject({ kind: z.literal('slowdown'), ...when, ...whom, factor: Slowness }),
  /** Multiplies the number of events by `factor`. */
  z.strictObject({ kind: z.literal('spike'), ...when, ...whom, factor: z.number().min(1).max(20) }),
  /** Stops all events. */
  z.strictObject({ kind: z.literal('silence'), ...when, ...whom }),
  /** Sets the error rate to `errorRate` and multiplies latencies by `factor`. */
  z.strictObject({ kind: z.literal('bad-deploy'), ...when, ...whom, errorRate: Share, factor: Slowness }),
  /** This fraction of the requests fails with this code, in addition to normal failures. */
  z.strictObject({
    kind: z.literal('partial-outage'),
    ...when,
    ...whom,
    errorCode: z.number().int().min(400).max(599),
    share: Share,
  }),
  /** This fraction of the events carries a time `delaySeconds` before its arrival. */
  z.strictObject({
    kind: z.literal('late'),
    ...when,
    ...whom,
    share: Share,
    delaySeconds: z.number().positive().max(86_400),
  }),
  /** This fraction of the events arrives twice, byte for byte. */
  z.strictObject({ kind: z.literal('duplicate'), ...when, ...whom, share: Share }),
  /** This fraction of the records is truncated and unreadable. */
  z.strictObject({ kind: z.literal('malformed'), ...when, ...whom, share: Share }),
])
export type Disturbance = z.infer<typeof Disturbance>
export const DisturbanceKind = z.enum(Disturbance.options.map(({ shape }) => shape.kind.value))
export type DisturbanceKind = z.infer<typeof DisturbanceKind>

/** A scenario file. */
export const Scenario = z.strictObject({
  name: z.string().min(1).max(100),
  disturbances: z.array(Disturbance).min(1).max(200),
})
export type Scenario = z.infer<typeof Scenario>

/** A scenario and its start time, epoch ms; its seconds count from then. */
export const RunningScenario = z.object({ scenario: Scenario, startedAt: Instant })
export type RunningScenario = z.infer<typeof RunningScenario>

/** The origin of a scenario: Millrace's own examples, or the data directory's `scenarios` folder. */
export const ScenarioOrigin = z.enum(['built-in', 'own'])
export type ScenarioOrigin = z.infer<typeof ScenarioOrigin>

/** A scenario's file name without `.json`. */
export const ScenarioId = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,79}$/u, 'letters, digits, spaces, dots, dashes and underscores')
export type ScenarioId = z.infer<typeof ScenarioId>

export const ScenarioRef = z.object({ origin: ScenarioOrigin, id: ScenarioId })
export type ScenarioRef = z.infer<typeof ScenarioRef>

/** A scenario file. One of `scenario` and `problem` is null: `problem` says why the file cannot be used, as text for the user. */
export const ScenarioEntry = ScenarioRef.extend({
  file: z.string(),
  scenario: Scenario.nullable(),
  problem: z.string().nullable(),
})
export type ScenarioEntry = z.infer<typeof ScenarioEntry>

export const DisturbanceState = z.enum(['upcoming', 'on', 'over'])
export type DisturbanceState = z.infer<typeof DisturbanceState>

/** The current state of a started scenario; times are epoch ms. */
export const ScenarioRun = z.object({
  scenario: z.string(),
  startedAt: z.number(),
  endsAt: z.number(),
  state: DisturbanceState,
  disturbances: z.array(
    z.object({ disturbance: Disturbance, from: z.number(), to: z.number(), state: DisturbanceState }),
  ),
  /** False while the source or its simulator is stopped: then there is nothing to disturb. */
  flowing: z.boolean(),
  /** The object, stored with the reports, that records which disturbances ran when. */
  truth: z.object({ bucket: z.string(), key: z.string() }),
})
export type ScenarioRun = z.infer<typeof ScenarioRun>
