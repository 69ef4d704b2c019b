import { z } from 'zod'
import { Fault } from './fault'

/** A service's name in `compose/compose.yaml`. */
export const ServiceId = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'a service of the compose file')
export type ServiceId = z.infer<typeof ServiceId>

/** What the service is to Millrace. `scheduler` can start the minute's work; `extra` is needed by no part of the pipeline. */
export const ServiceRole = z.enum(['log', 'registry', 'connect', 'store', 'objects', 'scheduler', 'extra'])
export type ServiceRole = z.infer<typeof ServiceRole>

export const ServicePort = z.object({
  /** On 127.0.0.1. */
  host: z.number().int(),
  container: z.number().int(),
  /** The compose file's variable for the host port; null when the file fixes the port. */
  variable: z.string().nullable(),
})
export type ServicePort = z.infer<typeof ServicePort>

export const StartCondition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully'])
export type StartCondition = z.infer<typeof StartCondition>

/** One container that Millrace runs: its compose file entry with the current values. */
export const Service = z.object({
  id: ServiceId,
  title: z.string(),
  about: z.string(),
  role: ServiceRole,
  /** The icon from the compose file; null: the icon of the role. */
  icon: z.string().nullable(),
  image: z.string(),
  /** True when a missing image is built from the compose folder. */
  built: z.boolean(),
  ports: z.array(ServicePort),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
  /** `restart`: it restarts when that service begins with new data, because the data held its state. */
  dependsOn: z.array(z.object({ service: ServiceId, condition: StartCondition, restart: z.boolean() })),
  /** The profiles that include it; none: always included. */
  profiles: z.array(z.string()),
  memoryLimitBytes: z.number().nullable(),
  /** The variable that sets the limit, if there is one. */
  memoryVariable: z.string().nullable(),
  volumes: z.array(z.string()),
  /** The container's port that can be encrypted, and whether it is; null: none can. */
  encryption: z.object({ port: z.number().int(), on: z.boolean() }).nullable(),
})
export type Service = z.infer<typeof Service>

/** Whether the pipeline cannot flow without it. */
export function isOfPipeline({ role }: Pick<Service, 'role'>): boolean {
  return role !== 'extra' && role !== 'scheduler'
}

export function idsOfProfile(services: readonly Pick<Service, 'id' | 'profiles'>[], profile: string): ServiceId[] {
  return services.filter(({ profiles }) => profiles.includes(profile)).map(({ id }) => id)
}

/** Bytes over all layers; `total` grows as layers are found. */
export const PullProgress = z.object({
  image: z.string(),
  done: z.number(),
  total: z.number(),
  bytesPerSecond: z.number(),
  /** Null while it is unknown. */
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
  /** It died and is being restarted: the number of restarts since it was last healthy, and why it ended. */
  z.object({
    state: z.literal('restarting'),
    count: z.number().int(),
    exitCode: z.number().int().nullable(),
    outOfMemory: z.boolean(),
  }),
  z.object({ state: z.literal('stopping') }),
  /** It cannot start until something changes; the fault says what to do. */
  z.object({ state: z.literal('failed'), fault: Fault }),
])
export type ServiceState = z.infer<typeof ServiceState>

export const ServiceStatus = z.object({
  service: Service,
  wanted: z.boolean(),
  state: ServiceState,
  /** The number of automatic restarts since the user last started it. */
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
  /** Not found yet, or gone since `since`; the search continues. */
  z.object({ state: z.literal('away'), fault: Fault, since: z.number() }),
])
export type EngineStatus = z.infer<typeof EngineStatus>

/** A group of services that is shown and started only if the user chooses it (`settings.services.profiles`). */
export const ServiceProfile = z.object({
  name: z.string(),
  /** The titles of its services, to help the user choose. */
  services: z.array(z.string()),
  /** The sum of their limits. */
  memoryLimitBytes: z.number(),
  /** Whether one of them can start the minute's work. */
  scheduler: z.boolean(),
  chosen: z.boolean(),
})
export type ServiceProfile = z.infer<typeof ServiceProfile>

export const ServicesStatus = z.object({
  engine: EngineStatus,
  project: z.string(),
  /** Services without a profile and those of the chosen profiles. */
  services: z.array(ServiceStatus),
  /** All services in the compose file. */
  profiles: z.array(ServiceProfile),
  /** All image pulls together; null when there are none. */
  pulling: PullProgress.omit({ image: true, attempt: true }).nullable(),
})
export type ServicesStatus = z.infer<typeof ServicesStatus>

/** How many seconds of usage are kept, and the interval between samples. */
export const USAGE_SECONDS = 300
export const USAGE_STEP_SECONDS = 5

export const UsageSample = z.object({
  at: z.number(),
  /** As a fraction of one core. */
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  receivedPerSecond: z.number(),
  sentPerSecond: z.number(),
})
export type UsageSample = z.infer<typeof UsageSample>

/** By service, oldest first. */
export const ServicesUsage = z.record(ServiceId, z.array(UsageSample))
export type ServicesUsage = z.infer<typeof ServicesUsage>

/** What the button next to a check does. */
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

/** A preview of starting the services now. */
export const Preflight = z.object({
  checks: z.array(PreflightCheck),
  /** In start order. */
  order: z.array(ServiceId),
  /** Images to pull or build first. A size is known only if the registry or the engine reports it. */
  missing: z.array(z.object({ service: ServiceId, image: z.string(), built: z.boolean() })),
  ready: z.boolean(),
})
export type Preflight = z.infer<typeof Preflight>

/** A generated credential, shown on request. */
export const Credential = z.object({ service: ServiceId, title: z.string(), variable: z.string(), value: z.string() })
export type Credential = z.infer<typeof Credential>

/** How a client on this machine connects to a service's port, with its secrets. */
export const ServiceConnection = z.object({
  /** `127.0.0.1:9092` */
  address: z.string(),
  /** Null: plain text, without a login. */
  login: z
    .object({
      username: z.string(),
      password: z.string(),
      /** The certificate to trust, as PEM. */
      authority: z.string(),
      /** When the server's certificate ends, epoch ms; it is renewed before. */
      endsAt: z.number(),
    })
    .nullable(),
})
export type ServiceConnection = z.infer<typeof ServiceConnection>

export const LogLevel = z.enum(['debug', 'info', 'warn', 'error'])
export type LogLevel = z.infer<typeof LogLevel>

export const ServiceLogLine = z.object({
  /** Grows with every kept line; identifies where to continue. */
  id: z.number().int(),
  at: z.number(),
  service: ServiceId,
  level: LogLevel.nullable(),
  text: z.string(),
})
export type ServiceLogLine = z.infer<typeof ServiceLogLine>

export const ServiceLogFilter = z.object({
  /** Empty: all services. */
  services: z.array(ServiceId).default([]),
  /** This level and above; lines without a level count as `info`. */
  level: LogLevel.nullable().default(null),
  /** Only lines that contain this text; upper and lower case are equal. */
  search: z.string().max(200).default(''),
})
export type ServiceLogFilter = z.infer<typeof ServiceLogFilter>
