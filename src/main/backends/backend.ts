import type { Ports } from '@main/ports'
import type { StoreAddress } from '@main/ports/store'
import type { Backend as BackendName } from '@shared/model/app'
import type { DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import type { ServiceId } from '@shared/model/service'
import type { StageId } from '@shared/model/stage'
import type { DockerFlowSpec } from './docker/docker-flow'

/** What another thread needs to open the same flow ports. Plain data. */
export type FlowSpec = EmbeddedFlowSpec | DockerFlowSpec

export interface EmbeddedFlowSpec {
  readonly backend: 'embedded'
  readonly dataDir: string
  readonly logMaxBytes: number
  readonly storeAddress: StoreAddress | null
}

/** A choice of adapters for every port, and how the stages' cards name them. */
export interface Backend {
  readonly name: BackendName
  readonly subtitles: Readonly<Record<StageId, string>>
  readonly ports: Ports
  /** Files that were damaged and were set aside when the backend was opened. */
  readonly damages: readonly Fault[]
  /** Where what belongs to this backend alone is kept: its ledger, its dead letters, its replays. */
  readonly stateDir: string
  /** The services that must be up for it to work. */
  neededServices(): ServiceId[]
  /** As of now: the store's address is there once its stage runs. */
  flowSpec(): FlowSpec
  /** The sink has found the log to end before what the store has of it: the log is to begin another epoch. */
  logBehind(dataset: DatasetName): Promise<void>
  /** The process of the store's server, where Millrace runs one. */
  storePid(): number | null
  close(): Promise<void>
}
