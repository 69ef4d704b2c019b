import type { PullProgress, ServiceId } from '@shared/model/service'

export interface EngineInfo {
  /** "Docker", "Podman", … */
  readonly name: string
  readonly version: string
  readonly socket: string
  readonly cpus: number
  readonly memoryBytes: number
  /** The name of the machine it runs on, possibly a virtual machine. */
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
  /** A logging driver whose output the engine can read back. */
  readonly driver: string
  readonly options: Readonly<Record<string, string>>
}

export const FILE_PATH_BYTES = 100

/** The specification of a container, derived from one service of the compose file with the current values. */
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
  /** Copied into the container before it starts. A path begins with a slash, and has at most `FILE_PATH_BYTES`. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
  /** Names under which its processes reach programs of this machine that listen at `hostDoor`. */
  readonly hostNames: readonly string[]
  /** Null: the image's own check, if it has one. A test of `NONE` disables that check. */
  readonly healthCheck: HealthCheck | null
  readonly memoryBytes: number | null
  readonly cpus: number | null
  readonly fileLimit: { readonly soft: number; readonly hard: number } | null
  /** How much of the output the engine keeps; null: the engine's default, which may have no limit. */
  readonly logging: ContainerLogging | null
  readonly restart: 'no' | 'always' | 'on-failure' | 'unless-stopped'
  readonly stopGraceMs: number
  readonly stopSignal: string | null
  readonly user: string | null
  readonly workingDir: string | null
  readonly hostname: string | null
  readonly init: boolean
  /** Identifies the spec: says whether a container was made from exactly this spec. */
  readonly hash: string
}

/** Where a program of this machine must listen so that containers of the project can reach it. */
export interface HostDoor {
  /** An address of this machine. */
  readonly address: string
  /** The addresses of the project's containers, such as `172.18.0.0/16`; null when the engine hides them. */
  readonly from: string | null
}

export interface ObservedContainer {
  readonly id: string
  readonly service: ServiceId
  readonly image: string
  /** The hash of the spec it was made from; null when another tool made it. */
  readonly hash: string | null
  readonly state: 'created' | 'running' | 'restarting' | 'paused' | 'exited' | 'dead'
  /** `none`: it has no health check. */
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy'
  /** The output of the last probe. */
  readonly healthOutput: string
  readonly exitCode: number | null
  readonly outOfMemory: boolean
  /** Restarts by the engine since the container was created. */
  readonly restartCount: number
  /** When the newest of its volumes was made; the container itself, if it has none or if that is not known. Epoch ms, like the next two. */
  readonly dataSince: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

export interface PrintedLine {
  /** Epoch seconds with nine decimals, such as `1764032061.004213877`: the engine's time in full precision. Sorts as text. */
  readonly time: string
  /** Times never decrease within one stream; between the two streams they may, by a little. */
  readonly stream: 'out' | 'err'
  readonly text: string
}

export interface ContainerUsage {
  readonly at: number
  /** As a fraction of one core. */
  readonly cpuPercent: number
  readonly memoryBytes: number
  /** Since the container started. */
  readonly receivedBytes: number
  readonly sentBytes: number
}

/**
 * An event of one of the project's containers. `stopped`: the engine was asked to stop it, by this Millrace or anyone else; a container
 * that exits or is killed only emits `died`. `watching`: no event is missed from here on.
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
 * A container engine, limited to one Compose project: Millrace never lists or touches anything else on the engine. Every call throws
 * `engine-missing`, `engine-denied` or `engine-gone` when the engine does not answer.
 */
export interface Containers {
  /** Searches for an engine again when the last one does not answer. */
  engine(signal?: AbortSignal): Promise<EngineInfo>
  /** The project's containers, one per service: of several, the running one, otherwise the newest. */
  observe(): Promise<ObservedContainer[]>
  /** Starts with `watching`; ends on abort, throws when the engine goes away. A second call first returns the missed events. */
  changes(signal: AbortSignal): AsyncIterable<EngineEvent>
  hasImage(image: string): Promise<boolean>
  /**
   * Throws `image-refused` for an image that is not in the compose file, `image-missing`, `pull-failed`. Resumes after a broken connection,
   * a limited number of times. Aborting rejects with the signal's reason and keeps the finished layers.
   */
  pull(image: string, progress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void>
  /** Builds `folder` with its `dockerfile` as `image`. Throws `build-failed`; aborting rejects with the signal's reason. */
  build(
    image: string,
    build: { readonly folder: string; readonly dockerfile: string },
    step: (line: string) => void,
    signal: AbortSignal,
  ): Promise<void>
  /** Creates the container, and the project's network and volumes if they are missing. Throws `image-missing`. */
  create(spec: ContainerSpec): Promise<string>
  /**
   * Starts a container that `create` made; does nothing if it runs. A container whose network was removed cannot start any more: it is
   * removed, so that the caller can create it again. Throws `service-port-taken`, `service-start-failed`.
   */
  start(id: string, spec: ContainerSpec): Promise<void>
  /** Sends SIGTERM, and SIGKILL after the grace period. Does nothing if the container is missing or not running. */
  stop(id: string, graceMs: number): Promise<void>
  /** Kills the container if it runs and removes it. Does nothing if it is missing. */
  remove(id: string): Promise<void>
  /** Removes these named volumes of the project. Ignores missing ones. */
  removeVolumes(names: readonly string[]): Promise<void>
  /** Null while the project has no network. */
  hostDoor(): Promise<HostDoor | null>
  /** Removes the project's network once no container is left. */
  removeNetwork(): Promise<void>
  /**
   * The output from `since` on (a `PrintedLine.time`; null: from the beginning), then new output, until the container ends or the signal
   * aborts; throws when the engine goes away. Chunks arrive as they are printed, and no faster than they are consumed.
   */
  printed(id: string, since: string | null, signal: AbortSignal): AsyncIterable<readonly PrintedLine[]>
  /** The newest lines of its output, oldest first. */
  lastPrinted(id: string, lines: number): Promise<PrintedLine[]>
  /** About one sample per second until the container ends or the signal aborts. */
  usage(id: string, signal: AbortSignal): AsyncIterable<ContainerUsage>
}
