import { z } from 'zod'
import { Fault } from './fault'

/** A service's name in `compose/compose.yaml`. */
export const ServiceId = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'a service of the compose file')
export type ServiceId = z.infer<typeof ServiceId>

/** What the pipeline needs the service for; `extra` runs beside it. */
export const ServiceRole = z.enum(['log', 'registry', 'connect', 'store', 'objects', 'extra'])
export type ServiceRole = z.infer<typeof ServiceRole>

export const ServicePort = z.object({
  /** On 127.0.0.1. */
  host: z.number().int(),
  container: z.number().int(),
  /** The variable of the compose file that sets the host's port; null when the file fixes it. */
  variable: z.string().nullable(),
})
export type ServicePort = z.infer<typeof ServicePort>

export const StartCondition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully'])
export type StartCondition = z.infer<typeof StartCondition>

/** One container the control center runs, as the compose file describes it with the values in force. */
export const Service = z.object({
  id: ServiceId,
  title: z.string(),
  about: z.string(),
  role: ServiceRole,
  /** As the compose file names it; null: that of the role. */
  icon: z.string().nullable(),
  image: z.string(),
  /** True when the image is built from the compose folder when it is missing. */
  built: z.boolean(),
  ports: z.array(ServicePort),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
  /** `restart`: it starts again when that service gets another container, since what it remembers lay there. */
  dependsOn: z.array(z.object({ service: ServiceId, condition: StartCondition, restart: z.boolean() })),
  /** The profiles that bring it up; none: always. */
  profiles: z.array(z.string()),
  memoryLimitBytes: z.number().nullable(),
  /** The variable that says it, where one does. */
  memoryVariable: z.string().nullable(),
  volumes: z.array(z.string()),
})
export type Service = z.infer<typeof Service>

/** Bytes over all layers; `total` grows while layers are found. */
export const PullProgress = z.object({
  image: z.string(),
  done: z.number(),
  total: z.number(),
  bytesPerSecond: z.number(),
  /** Null while it cannot be told. */
  secondsLeft: z.number().nullable(),
  /** Attempts after a broken connection. */
  attempt: z.number().int(),
})
export type PullProgress = z.infer<typeof PullProgress>

/** Times are epoch ms. Without a health check a running container counts as healthy. */
export const ServiceState = z.discriminatedUnion('state', [
  /** There is no container. */
  z.object({ state: z.literal('missing') }),
  z.object({ state: z.literal('stopped'), exitCode: z.number().int().nullable(), at: z.number().nullable() }),
  z.object({ state: z.literal('waiting'), for: ServiceId, condition: StartCondition }),
  z.object({ state: z.literal('pulling'), progress: PullProgress }),
  z.object({ state: z.literal('building'), step: z.string() }),
  z.object({ state: z.literal('starting'), since: z.number() }),
  z.object({ state: z.literal('healthy'), since: z.number() }),
  z.object({ state: z.literal('unhealthy'), since: z.number(), output: z.string() }),
  /** It died and is brought up again: how often since it was last healthy, and why it ended. */
  z.object({
    state: z.literal('restarting'),
    count: z.number().int(),
    exitCode: z.number().int().nullable(),
    outOfMemory: z.boolean(),
  }),
  z.object({ state: z.literal('stopping') }),
  /** It cannot be brought up until something changes; the fault says what to do. */
  z.object({ state: z.literal('failed'), fault: Fault }),
])
export type ServiceState = z.infer<typeof ServiceState>

export const ServiceStatus = z.object({
  service: Service,
  wanted: z.boolean(),
  state: ServiceState,
  /** How often it was brought up again since it was last started by hand. */
  restarts: z.number().int(),
})
export type ServiceStatus = z.infer<typeof ServiceStatus>

export const EngineStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('looking') }),
  z.object({
    state: z.literal('connected'),
    /** "Docker", "Podman", … */
    name: z.string(),
    version: z.string(),
    socket: z.string(),
    cpus: z.number(),
    memoryBytes: z.number(),
  }),
  /** Never found, or gone since `since`; looked for again and again. */
  z.object({ state: z.literal('away'), fault: Fault, since: z.number() }),
])
export type EngineStatus = z.infer<typeof EngineStatus>

/** A group of services that is shown and started only when it is chosen (`settings.services.profiles`). */
export const ServiceProfile = z.object({
  name: z.string(),
  /** Their titles, to choose by. */
  services: z.array(z.string()),
  chosen: z.boolean(),
})
export type ServiceProfile = z.infer<typeof ServiceProfile>

export const ServicesStatus = z.object({
  engine: EngineStatus,
  project: z.string(),
  /** Those of no profile and of the chosen ones. */
  services: z.array(ServiceStatus),
  /** All that the compose file knows. */
  profiles: z.array(ServiceProfile),
  /** All pulls together, null while there is none. */
  pulling: PullProgress.omit({ image: true, attempt: true }).nullable(),
})
export type ServicesStatus = z.infer<typeof ServicesStatus>

/** How many seconds of usage are kept, and how far apart the samples are. */
export const USAGE_SECONDS = 300
export const USAGE_STEP_SECONDS = 5

export const UsageSample = z.object({
  at: z.number(),
  /** Of one core. */
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  receivedPerSecond: z.number(),
  sentPerSecond: z.number(),
})
export type UsageSample = z.infer<typeof UsageSample>

/** Per service, oldest first. */
export const ServicesUsage = z.record(ServiceId, z.array(UsageSample))
export type ServicesUsage = z.infer<typeof ServicesUsage>

/** What a button beside a check does about it. */
export const PreflightFix = z.discriminatedUnion('fix', [
  z.object({ fix: z.literal('use-port'), service: ServiceId, variable: z.string(), port: z.number().int() }),
])
export type PreflightFix = z.infer<typeof PreflightFix>

export const PreflightCheck = z.object({
  id: z.string(),
  title: z.string(),
  service: ServiceId.nullable(),
  state: z.enum(['good', 'warning', 'bad']),
  found: z.string(),
  advice: z.string().nullable(),
  fix: PreflightFix.nullable(),
})
export type PreflightCheck = z.infer<typeof PreflightCheck>

/** What would happen if the services were started now. */
export const Preflight = z.object({
  checks: z.array(PreflightCheck),
  /** In the order in which they would start. */
  order: z.array(ServiceId),
  /** Images to pull or build first. Sizes are known only where the registry or the engine tells. */
  missing: z.array(z.object({ service: ServiceId, image: z.string(), built: z.boolean() })),
  ready: z.boolean(),
})
export type Preflight = z.infer<typeof Preflight>

/** A generated credential, shown on request. */
export const Credential = z.object({ service: ServiceId, title: z.string(), variable: z.string(), value: z.string() })
export type Credential = z.infer<typeof Credential>

export const LogLevel = z.enum(['debug', 'info', 'warn', 'error'])
export type LogLevel = z.infer<typeof LogLevel>

export const ServiceLogLine = z.object({
  /** Grows with every line kept; to go on from. */
  id: z.number().int(),
  at: z.number(),
  service: ServiceId,
  level: LogLevel.nullable(),
  text: z.string(),
})
export type ServiceLogLine = z.infer<typeof ServiceLogLine>

export const ServiceLogFilter = z.object({
  /** None: all. */
  services: z.array(ServiceId).default([]),
  /** This level and above; lines without a level are shown with `info`. */
  level: LogLevel.nullable().default(null),
  /** Only lines that hold this text, whatever its case. */
  search: z.string().max(200).default(''),
})
export type ServiceLogFilter = z.infer<typeof ServiceLogFilter>
