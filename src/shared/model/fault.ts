import { z } from 'zod'

/**
 * What can go wrong, as data. The wording of each lives in `fault-message.ts`, once for the window and the command line.
 * Adding a fault = one line here and one there; the compiler asks for the second.
 */
export const Fault = z.discriminatedUnion('code', [
  z.object({
    code: z.literal('data-dir-in-use'),
    dir: z.string(),
    pid: z.number().nullable(),
    url: z.string().nullable(),
  }),
  z.object({ code: z.literal('data-dir-newer'), dir: z.string(), found: z.number(), supported: z.number() }),
  z.object({ code: z.literal('data-dir-not-writable'), dir: z.string(), reason: z.string() }),
  z.object({ code: z.literal('disk-full'), dir: z.string() }),
  z.object({ code: z.literal('disk-error'), dir: z.string(), reason: z.string() }),
  z.object({ code: z.literal('settings-invalid'), file: z.string(), problem: z.string() }),
  z.object({
    code: z.literal('setting-not-kept'),
    file: z.string(),
    setting: z.enum(['engine', 'scheduler']),
    value: z.string(),
    problem: z.enum(['unknown', 'no-environment']),
    /** What is used instead. */
    used: z.string(),
  }),
  z.object({ code: z.literal('port-taken'), port: z.number(), by: z.string().nullable() }),
  z.object({ code: z.literal('port-refused'), port: z.number(), reason: z.string() }),
  z.object({ code: z.literal('too-many-feeds'), most: z.number() }),
  z.object({ code: z.literal('dataset-invalid'), dir: z.string(), problem: z.string() }),
  z.object({ code: z.literal('dataset-unusable'), dataset: z.string(), problem: z.string() }),
  z.object({ code: z.literal('dataset-unknown'), name: z.string(), known: z.array(z.string()) }),
  z.object({ code: z.literal('schema-incompatible'), subject: z.string(), problem: z.string() }),
  z.object({ code: z.literal('event-invalid'), problem: z.string() }),
  z.object({ code: z.literal('log-full'), topic: z.string(), bytes: z.number(), limit: z.number() }),
  z.object({ code: z.literal('log-damaged'), file: z.string(), reason: z.string() }),
  /** A file beside the log. `aside` is where it was moved, so that Millrace could go on without it; null while it is in use. */
  z.object({
    code: z.literal('file-damaged'),
    file: z.string(),
    holds: z.enum([
      'positions',
      'ledger',
      'bands',
      'incidents',
      'dead-letters',
      'registry',
      'foreign-counts',
      'intake',
    ]),
    reason: z.string(),
    aside: z.string().nullable(),
  }),
  z.object({
    code: z.literal('log-behind-store'),
    dataset: z.string(),
    partition: z.number(),
    logEnd: z.number(),
    stored: z.number(),
  }),
  /** A file of certificates or keys that an environment names. */
  z.object({ code: z.literal('environment-file'), file: z.string(), reason: z.string() }),
  /** A stage, or a call, would write to an environment that is only looked at. */
  z.object({ code: z.literal('read-only'), environment: z.string() }),
  z.object({ code: z.literal('environment-invalid'), environment: z.string(), problem: z.string() }),
  z.object({ code: z.literal('environment-unknown'), environment: z.string(), known: z.array(z.string()) }),
  z.object({ code: z.literal('environment-in-use'), environment: z.string() }),
  z.object({ code: z.literal('environment-not-chosen') }),
  /** The command line was given something else than where a secret is. */
  z.object({ code: z.literal('secret-given'), names: z.array(z.string()) }),
  /** A secret for an environment, given to the command line by where it is. */
  z.object({ code: z.literal('secret-unreadable'), source: z.string(), reason: z.string() }),
  z.object({
    code: z.literal('topic-partitions'),
    address: z.string(),
    topic: z.string(),
    found: z.number(),
    wanted: z.number(),
  }),
  z.object({ code: z.literal('log-remade'), address: z.string(), topic: z.string() }),
  z.object({ code: z.literal('log-replaced'), dataset: z.string(), events: z.number() }),
  z.object({ code: z.literal('store-unavailable'), reason: z.string() }),
  z.object({ code: z.literal('store-unsupported'), platform: z.string() }),
  z.object({ code: z.literal('store-died'), exit: z.string() }),
  z.object({ code: z.literal('store-rejected'), reason: z.string() }),
  z.object({ code: z.literal('object-missing'), key: z.string() }),
  z.object({ code: z.literal('report-missing'), window: z.string() }),
  z.object({
    code: z.literal('window-failed'),
    window: z.string(),
    dataset: z.string(),
    stage: z.enum(['extract', 'analyse', 'report']),
    reason: z.string(),
  }),
  z.object({ code: z.literal('window-lost'), window: z.string() }),
  z.object({ code: z.literal('spark-missing'), command: z.string(), reason: z.string() }),
  z.object({ code: z.literal('spark-failed'), reason: z.string() }),
  /** A scheduler has requested more windows than are done in time. */
  z.object({ code: z.literal('windows-requested'), most: z.number() }),
  z.object({ code: z.literal('rows-left-store'), window: z.string(), extracted: z.number(), stored: z.number() }),
  z.object({
    code: z.literal('windows-of-unknown-dataset'),
    datasets: z.array(z.object({ name: z.string(), windows: z.number() })),
  }),
  z.object({ code: z.literal('extract-cut-short'), window: z.string(), reason: z.string() }),
  z.object({ code: z.literal('extract-replaced'), window: z.string() }),
  z.object({ code: z.literal('report-none-yet'), dataset: z.string() }),
  z.object({ code: z.literal('replay-file-missing'), file: z.string() }),
  z.object({ code: z.literal('replay-file-unreadable'), file: z.string(), reason: z.string() }),
  z.object({ code: z.literal('replay-file-empty'), file: z.string() }),
  z.object({ code: z.literal('replay-nothing-parsed'), file: z.string(), dataset: z.string(), lines: z.number() }),
  z.object({ code: z.literal('replay-format-unclear'), file: z.string(), formats: z.array(z.string()) }),
  z.object({ code: z.literal('replay-pattern-invalid'), problem: z.string() }),
  z.object({ code: z.literal('replay-unsupported'), dataset: z.string(), format: z.string() }),
  z.object({ code: z.literal('replay-running'), file: z.string() }),
  z.object({ code: z.literal('replay-unknown'), id: z.string() }),
  z.object({ code: z.literal('history-there'), minutes: z.number() }),
  z.object({ code: z.literal('scenario-invalid'), file: z.string(), problem: z.string() }),
  z.object({ code: z.literal('scenario-unknown'), id: z.string() }),
  z.object({ code: z.literal('score-running') }),
  z.object({ code: z.literal('incident-unknown'), id: z.string() }),
  z.object({ code: z.literal('event-unknown'), dataset: z.string(), which: z.string() }),
  z.object({ code: z.literal('reanalysis-running') }),
  z.object({ code: z.literal('alerts-invalid'), problem: z.string() }),
  z.object({ code: z.literal('webhook-unknown'), id: z.string() }),
  z.object({ code: z.literal('opened-file-gone'), file: z.string(), reason: z.string() }),
  z.object({ code: z.literal('upload-broken'), file: z.string(), reason: z.string() }),
  z.object({ code: z.literal('engine-missing'), looked: z.array(z.string()) }),
  z.object({ code: z.literal('engine-denied'), socket: z.string() }),
  z.object({ code: z.literal('engine-gone'), socket: z.string(), reason: z.string() }),
  z.object({ code: z.literal('compose-invalid'), file: z.string(), problem: z.string() }),
  z.object({ code: z.literal('service-unknown'), name: z.string(), known: z.array(z.string()) }),
  z.object({ code: z.literal('service-without-client'), name: z.string(), known: z.array(z.string()) }),
  z.object({ code: z.literal('service-not-encrypted'), service: z.string() }),
  z.object({ code: z.literal('image-refused'), image: z.string() }),
  z.object({ code: z.literal('image-missing'), image: z.string(), reason: z.string() }),
  z.object({ code: z.literal('pull-failed'), image: z.string(), reason: z.string() }),
  z.object({ code: z.literal('build-failed'), image: z.string(), reason: z.string() }),
  /** `free` is a port that could be used instead. */
  z.object({
    code: z.literal('service-port-taken'),
    service: z.string(),
    port: z.number(),
    by: z.string().nullable(),
    variable: z.string().nullable(),
    free: z.number().nullable(),
  }),
  z.object({ code: z.literal('service-start-failed'), service: z.string(), reason: z.string() }),
  /** `output` is the last of what it printed. */
  z.object({
    code: z.literal('service-died'),
    service: z.string(),
    exitCode: z.number().nullable(),
    outOfMemory: z.boolean(),
    limitBytes: z.number().nullable(),
    /** The limit's, where the compose file has one. */
    variable: z.string().nullable(),
    output: z.string(),
  }),
  z.object({ code: z.literal('service-unhealthy'), service: z.string(), output: z.string() }),
  z.object({ code: z.literal('service-away'), service: z.string(), reason: z.string() }),
  /** `services`: each service that is not healthy, with its state. */
  z.object({ code: z.literal('services-late'), seconds: z.number(), services: z.array(z.string()) }),
  z.object({ code: z.literal('memory-short'), neededBytes: z.number(), availableBytes: z.number() }),
  z.object({ code: z.literal('secrets-closed'), file: z.string(), reason: z.string() }),
  z.object({ code: z.literal('log-unavailable'), address: z.string(), reason: z.string() }),
  z.object({ code: z.literal('log-taken'), address: z.string() }),
  z.object({ code: z.literal('registry-unavailable'), address: z.string(), reason: z.string() }),
  z.object({ code: z.literal('objects-unavailable'), address: z.string(), reason: z.string() }),
  z.object({
    code: z.literal('connect-unavailable'),
    address: z.string(),
    reason: z.string(),
    /** HTTP's, where it did answer. */
    status: z.number().int().optional(),
  }),
  z.object({ code: z.literal('copy-same-backend'), backend: z.string() }),
  z.object({ code: z.literal('copy-two-environments'), from: z.string(), to: z.string() }),
  /** `content`: what is there, in words. */
  z.object({ code: z.literal('copy-target-used'), to: z.string(), content: z.array(z.string()) }),
  z.object({
    code: z.literal('copy-unfinished'),
    from: z.string(),
    to: z.string(),
    /** Of the external backend, where it is known. */
    environment: z.string().nullable().optional(),
    removing: z.boolean(),
  }),
  z.object({ code: z.literal('copy-target-read-only'), environment: z.string() }),
  z.object({ code: z.literal('copy-running'), to: z.string() }),
  z.object({ code: z.literal('copy-unknown'), to: z.string() }),
  z.object({ code: z.literal('copy-beside-resend'), letters: z.number() }),
  z.object({ code: z.literal('copy-beside-intake'), dataset: z.string() }),
  z.object({ code: z.literal('no-open-letters'), dataset: z.string() }),
  z.object({ code: z.literal('airflow-unavailable'), url: z.string(), reason: z.string() }),
  /** `login`: what was sent. */
  z.object({ code: z.literal('airflow-login'), url: z.string(), login: z.enum(['none', 'password', 'token']) }),
  z.object({ code: z.literal('airflow-dag-missing'), url: z.string(), dagId: z.string() }),
  z.object({ code: z.literal('airflow-refused'), url: z.string(), status: z.number().int(), reason: z.string() }),
  /** Airflow in Docker cannot be started as things are: what to do about each obstacle. */
  z.object({ code: z.literal('airflow-not-startable'), advice: z.array(z.string()) }),
  z.object({
    code: z.literal('containers-cut-off'),
    /** Null when the engine does not tell it. */
    address: z.string().nullable(),
    /** As the compose file's variable has it. */
    port: z.string(),
    reason: z.string(),
  }),
  z.object({ code: z.literal('sink-needs-docker'), backend: z.string() }),
  z.object({ code: z.literal('connector-failed'), connector: z.string(), reason: z.string() }),
  z.object({ code: z.literal('stage-failed'), stage: z.string(), reason: z.string() }),
])
export type Fault = z.infer<typeof Fault>

/** The one error class that crosses rooms: it carries its fault, and its message is the fault's wording. */
export class FaultError extends Error {
  override readonly name = 'FaultError'
  constructor(
    readonly fault: Fault,
    options?: ErrorOptions,
  ) {
    super(fault.code, options)
  }
}

/** The same fault, with the name that the user knows instead of a path of Millrace's own. */
export function withFileName(thrown: unknown, path: string, name: string): unknown {
  if (!(thrown instanceof FaultError) || !('file' in thrown.fault) || thrown.fault.file !== path) return thrown
  return new FaultError({ ...thrown.fault, file: name }, { cause: thrown })
}

/** The fault behind any thrown value; what nobody foresaw becomes `stage-failed` of the given stage. */
export function faultOf(thrown: unknown, stage: string): Fault {
  if (thrown instanceof FaultError) return thrown.fault
  return { code: 'stage-failed', stage, reason: thrown instanceof Error ? thrown.message : String(thrown) }
}
