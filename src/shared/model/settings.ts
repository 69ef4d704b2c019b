import { z } from 'zod'
import { Backend } from './app'
import { EnvironmentName } from './environment'
import { MinuteWorkChoices } from './minute-work'
import { RunningScenario } from './scenario'

const LOG_BYTES = 'Give 16 MB to 100 TB'
const HOURS = 'Give 1 to 720 hours'
const DAYS = 'Give 1 to 3,650 whole days'
const GRACE = 'Give 0 to 60 seconds'
const PORT = 'Give a whole number from 1 to 65,535'
const SUBMIT = 'Give the path of spark-submit, such as /opt/spark/bin/spark-submit'
const MASTER = 'Give local[2], spark://host:7077, yarn or k8s://https://host:6443'
const AIRFLOW_URL = 'Give an address such as http://127.0.0.1:8080, without a user and password'
const DAG_ID = "Give the DAG's id, such as millrace_minutely"
const PATIENCE = 'Give 1 to 600 seconds'

/** Events per second: 1 to 1,000,000, or as fast as the pipeline takes them. */
export const Rate = z.union([z.number().int().min(1).max(1_000_000), z.literal('max')])
export type Rate = z.infer<typeof Rate>

/** A host as browsers send it, with its port unless that is the scheme's default. */
const AllowedHost = z
  .string()
  .max(255)
  .regex(
    /^(?:[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/,
    'Give a host and its port, such as localhost:9000',
  )

export const ProducerSettings = z.object({
  /** Whether the simulator produces events while the source runs; replays run either way. */
  enabled: z.boolean().default(true),
  rate: Rate.default(2_000),
  /** Error rate per event type, 0–1; other types keep the simulator's default. */
  errorRates: z.record(z.string(), z.number().min(0).max(1)).default({}),
  /** The same seed gives the same events. */
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  /** Let the rate follow the time of day (UTC): busiest at 20:00, quietest at 04:00, the set rate on average. */
  dailyRhythm: z.boolean().default(false),
  /** The simulator's current disturbances. */
  scenario: RunningScenario.nullable().default(null),
})
export type ProducerSettings = z.infer<typeof ProducerSettings>

/** What moves the log into the store: Millrace, or Kafka Connect if the backend has it. */
export const SinkKind = z.enum(['built-in', 'connect'])
export type SinkKind = z.infer<typeof SinkKind>

/** Properties are shown on screens, saved in plain text and passed as arguments. */
const HOLDS_SECRET = /secret|password|token|access\.?key|credential/i

const SparkProperty = z
  .string()
  .max(200)
  .regex(/^spark\.[A-Za-z0-9._-]+$/, 'Give a Spark property and its value, such as spark.executor.memory=2g')
  .refine(
    (name) => !HOLDS_SECRET.test(name),
    'Give secrets to Spark in its environment or in spark-defaults.conf, not here',
  )

export const SparkSettings = z.object({
  /** The path of spark-submit, or its name on the PATH. */
  submit: z
    .string()
    .min(1, SUBMIT)
    .max(1_000, SUBMIT)
    .regex(/^[^\p{Cc}]+$/u, SUBMIT)
    .default('spark-submit'),
  master: z
    .string()
    .max(1_000, MASTER)
    .regex(/^(?:local(?:\[(?:\d{1,4}|\*)(?:,\d{1,3})?\])?|yarn|(?:spark|k8s):\/\/[^\s\p{Cc}]+)$/u, MASTER)
    .default('local[2]'),
  conf: z
    .record(
      SparkProperty,
      z
        .string()
        .max(2_000)
        .regex(/^[^\p{Cc}]*$/u, 'Give the value on one line'),
    )
    .refine((conf) => Object.keys(conf).length <= 100, 'Give up to 100 properties')
    .default({}),
})
export type SparkSettings = z.infer<typeof SparkSettings>

/** Whose Airflow it is: the one that Millrace runs as a profile of the compose file, or one of the user's own. */
export const AirflowPlace = z.enum(['own', 'managed'])
export type AirflowPlace = z.infer<typeof AirflowPlace>

export const AirflowSettings = z.object({
  /** `managed`: address and login are those of the compose file, and `url` is not used. */
  place: AirflowPlace.default('own'),
  /** The address of Airflow's API server, with its base path if it has one. */
  url: z
    .string()
    .max(500, AIRFLOW_URL)
    .regex(/^https?:\/\/[^\s/@?#]+(?:\/[^\s@?#]*)?$/, AIRFLOW_URL)
    .default('http://127.0.0.1:8080'),
  dagId: z
    .string()
    .max(250, DAG_ID)
    .regex(/^[A-Za-z0-9_.-]+$/, DAG_ID)
    .default('millrace_minutely'),
})
export type AirflowSettings = z.infer<typeof AirflowSettings>

/** `settings.json`. Every value has a default, so an empty object is a valid file. */
export const Settings = z
  .strictObject({
    /** Where the stages run. */
    backend: Backend.default('embedded'),
    /** Which clusters the external backend uses. */
    environment: EnvironmentName.nullable().default(null),
    web: z
      .object({
        /** Where `serve` answers; another port is used while this one is taken. */
        port: z.number().int(PORT).min(1, PORT).max(65_535, PORT).default(6_455),
        /** Other hosts that the window accepts, such as `localhost:9000` for a tunnel from another port. */
        allowedHosts: z.array(AllowedHost).max(20).default([]),
      })
      .prefault({}),
    desktop: z
      .object({
        /** Closing the window leaves the pipeline running in the tray. */
        keepRunning: z.boolean().default(true),
        startAtLogin: z.boolean().default(false),
      })
      .prefault({}),
    sink: z
      .object({
        kind: SinkKind.default('built-in'),
      })
      .prefault({}),
    /** Each backend and each environment has its own engine and scheduler. */
    analysis: MinuteWorkChoices.prefault({}),
    spark: SparkSettings.prefault({}),
    airflow: AirflowSettings.prefault({}),
    services: z
      .object({
        /** Values of the compose file's variables that differ from the defaults, such as ports. */
        variables: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string()).default({}),
        /** Encrypt the ports that can be encrypted, and ask their clients for a login. */
        encrypt: z.boolean().default(false),
        /** Profiles of the compose file to show and start as well. */
        profiles: z.array(z.string()).default([]),
      })
      .prefault({}),
    producer: ProducerSettings.prefault({}),
    log: z
      .object({
        /** Bytes per topic on disk before the oldest stored records are removed, and the source waits. */
        maxBytes: z.number().int().min(16_000_000, LOG_BYTES).max(100e12, LOG_BYTES).default(1_000_000_000),
        maxAgeHours: z
          .number()
          .min(1, HOURS)
          .max(24 * 30, HOURS)
          .default(24),
      })
      .prefault({}),
    store: z
      .object({
        /** Days that rows stay in the store, counted from the day they were stored. Must be longer than the log keeps them. */
        ttlDays: z.number().int(DAYS).min(1, DAYS).max(3_650, DAYS).default(30),
      })
      .prefault({}),
    windows: z
      .object({
        /** Milliseconds after a window's end before the window may close. */
        graceMs: z.number().int().min(0, GRACE).max(60_000, GRACE).default(2_000),
        /** Milliseconds after which a window with missing events is reported as incomplete. */
        patienceMs: z.number().int().min(1_000, PATIENCE).max(600_000, PATIENCE).default(30_000),
      })
      .prefault({}),
  })
  .refine((s) => s.store.ttlDays * 24 > s.log.maxAgeHours, {
    message: 'the store must keep rows longer than the log (store.ttlDays × 24 > log.maxAgeHours)',
  })
export type Settings = z.infer<typeof Settings>
