import type { PullProgress, ServiceId } from '@shared/model/service'

export interface EngineInfo {
  /** "Docker", "Podman", … */
  readonly name: string
  readonly version: string
  readonly socket: string
  readonly cpus: number
  readonly memoryBytes: number
  /** The name of the machine it runs on, which may be a virtual one. */
  readonly host: string
  /** Its folder for images and data, on that machine. */
  readonly dataRoot: string
}

export interface HealthCheck {
  readonly test: readonly string[]
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly retries: number
  readonly startPeriodMs: number
}

export interface ContainerLogging {
  /** One from which the engine gives back what was printed. */
  readonly driver: string
  readonly options: Readonly<Record<string, string>>
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
  /** How much of what it prints the engine keeps; null: as the engine is set up, which may be without a bound. */
  readonly logging: ContainerLogging | null
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
  /** The spec's it was made from; null when another tool made it. */
  readonly hash: string | null
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
  readonly createdAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

export interface PrintedLine {
  /** Epoch seconds with nine decimals, such as `1764032061.004213877`: the engine's time in full precision. Sorts as text. */
  readonly time: string
  /** Within one of the two, times never go back; between them they may, by a little. */
  readonly stream: 'out' | 'err'
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
 * What happened to a container of the project. `stopped`: somebody asked the engine to stop it, this Millrace or anyone else;
 * a container that ends by itself or is killed only `died`. `watching`: from here on nothing is missed.
 */
export type EngineEvent =
  | { readonly what: 'watching' }
  | {
      readonly what: 'started' | 'stopped' | 'removed' | 'changed'
      readonly id: string
      readonly service: ServiceId
    }
  | {
      readonly what: 'died'
      readonly id: string
      readonly service: ServiceId
      readonly exitCode: number | null
      readonly outOfMemory: boolean
    }

/**
 * A container engine, and of it only one Compose project: nothing else on the engine is ever listed or touched. Every call throws
 * `engine-missing`, `engine-denied` or `engine-gone` when there is no answer.
 */
export interface Containers {
  /** Looks for the engine anew when the last one does not answer. */
  engine(signal?: AbortSignal): Promise<EngineInfo>
  /** The project's containers, one a service: of several the one that runs, else the newest. */
  observe(): Promise<ObservedContainer[]>
  /** Begins with `watching`; ends on abort, throws when the engine goes away. Called again, it first gives what was missed. */
  changes(signal: AbortSignal): AsyncIterable<EngineEvent>
  hasImage(image: string): Promise<boolean>
  /**
   * Throws `image-refused` for what is not in the compose file, `image-missing`, `pull-failed`. Goes on after a broken
   * connection, a bounded number of times. Aborting rejects with the signal's reason and leaves what layers there are.
   */
  pull(image: string, progress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>
  /** Builds `folder` with its `dockerfile` as `image`. Throws `build-failed`; aborting rejects with the signal's reason. */
  build(
    image: string,
    build: { readonly folder: string; readonly dockerfile: string },
    step: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** Makes the container, with the project's network and volumes where they are missing. Throws `image-missing`. */
  create(spec: ContainerSpec): Promise<string>
  /**
   * Starts what `create` made; one that runs is fine. One whose network somebody removed cannot start any more: it is removed, to
   * be made anew. Throws `service-port-taken`, `service-start-failed`.
   */
  start(id: string, spec: ContainerSpec): Promise<void>
  /** SIGTERM, and after the grace SIGKILL. A container that is not there or does not run is fine. */
  stop(id: string, graceMs: number): Promise<void>
  /** Ends it if it runs. One that is not there is fine. */
  remove(id: string): Promise<void>
  /** Of the project's named volumes these. What is not there is fine. */
  removeVolumes(names: readonly string[]): Promise<void>
  /** Removes the project's network once no container is left. */
  removeNetwork(): Promise<void>
  /**
   * What it printed at `since` (a `PrintedLine.time`; null: from its beginning) or later, then what it prints, until it ends or the
   * signal aborts; throws when the engine goes away. In chunks as they come, and no faster than they are taken.
   */
  printed(id: string, since: string | null, signal: AbortSignal): AsyncIterable<readonly PrintedLine[]>
  /** The newest lines of what it printed, oldest first. */
  lastPrinted(id: string, lines: number): Promise<PrintedLine[]>
  /** A sample about every second until it ends or the signal aborts. */
  usage(id: string, signal: AbortSignal): AsyncIterable<ContainerUsage>
}
