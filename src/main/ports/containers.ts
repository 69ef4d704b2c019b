import type { PullProgress, ServiceId } from '@shared/model/service'

export interface EngineInfo {
  /** "Docker", "Podman", … */
  readonly name: string
  readonly version: string
  readonly socket: string
  readonly cpus: number
  readonly memoryBytes: number
}

export interface HealthCheck {
  readonly test: readonly string[]
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly retries: number
  readonly startPeriodMs: number
}

/** A container to be, derived from one service of the compose file with the values in force. */
export interface ContainerSpec {
  readonly service: ServiceId
  readonly image: string
  readonly environment: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly command: readonly string[] | null
  readonly entrypoint: readonly string[] | null
  /** Published on 127.0.0.1 only. */
  readonly ports: readonly { readonly host: number; readonly container: number }[]
  /** Named volumes of the project. */
  readonly volumes: readonly { readonly name: string; readonly path: string; readonly readOnly: boolean }[]
  /** Null: the image's own, if it has one. A test of `NONE` switches that off. */
  readonly healthCheck: HealthCheck | null
  readonly memoryBytes: number | null
  readonly cpus: number | null
  readonly fileLimit: { readonly soft: number; readonly hard: number } | null
  readonly restart: 'no' | 'always' | 'on-failure' | 'unless-stopped'
  readonly stopGraceMs: number
  readonly stopSignal: string | null
  readonly user: string | null
  readonly workingDir: string | null
  readonly hostname: string | null
  readonly init: boolean
  /** Tells whether a container was made from this very spec. */
  readonly hash: string
}

export interface ObservedContainer {
  readonly id: string
  readonly service: ServiceId
  readonly image: string
  readonly hash: string
  readonly state: 'created' | 'running' | 'restarting' | 'paused' | 'exited' | 'dead'
  /** `none`: it has no health check. */
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy'
  /** What the last probe printed. */
  readonly healthOutput: string
  readonly exitCode: number | null
  readonly outOfMemory: boolean
  /** By the engine itself, since the container was made. */
  readonly restartCount: number
  /** Epoch ms. */
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

export interface PrintedLine {
  readonly at: number
  readonly text: string
}

export interface ContainerUsage {
  readonly at: number
  /** Of one core. */
  readonly cpuPercent: number
  readonly memoryBytes: number
  /** Since the container started. */
  readonly receivedBytes: number
  readonly sentBytes: number
}

/**
 * A container engine, and of it only one Compose project: nothing else on the engine is ever listed or touched. Every call throws
 * `engine-missing`, `engine-denied` or `engine-gone` when there is no answer.
 */
export interface Containers {
  engine(signal?: AbortSignal): Promise<EngineInfo>
  /** The project's containers, one a service: of several the one that runs, else the newest. */
  observe(): Promise<ObservedContainer[]>
  /** Yields whenever something of the project may have changed; ends on abort, throws when the engine goes away. */
  changes(signal: AbortSignal): AsyncIterable<void>
  hasImage(image: string): Promise<boolean>
  /** Throws `image-missing`, `pull-failed`; goes on after a broken connection. Aborting it leaves what layers there are. */
  pull(image: string, progress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>
  /** Builds `folder` (with its Dockerfile) as `image`. Throws `build-failed`. */
  build(image: string, folder: string, step: (line: string) => void, signal: AbortSignal): Promise<void>
  /** Makes the container, with the project's network and volumes where they are missing. Throws `image-missing`. */
  create(spec: ContainerSpec): Promise<string>
  /** Throws `service-port-taken`, `service-start-failed`. */
  start(id: string): Promise<void>
  /** SIGTERM, and after the grace SIGKILL. A container that is not there or does not run is fine. */
  stop(id: string, graceMs: number): Promise<void>
  remove(id: string): Promise<void>
  removeVolumes(names: readonly string[]): Promise<void>
  /** Removes the project's network once no container is left. */
  removeNetwork(): Promise<void>
  /** What it printed from `since` (epoch ms) on, then what it prints, until it ends or the signal aborts. */
  printed(id: string, since: number, signal: AbortSignal): AsyncIterable<PrintedLine>
  /** A sample about every second until it ends or the signal aborts. */
  usage(id: string, signal: AbortSignal): AsyncIterable<ContainerUsage>
}
