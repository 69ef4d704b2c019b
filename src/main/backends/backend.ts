import type { Ports } from '@main/ports'
import type { StoreAddress } from '@main/ports/store'
import type { Backend as BackendName } from '@shared/model/app'
import type { DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import type { ServiceId } from '@shared/model/service'
import type { SinkKind } from '@shared/model/settings'
import type { StageId } from '@shared/model/stage'
import type { ClusterFlowSpec } from './cluster/cluster-flow'

/** The plain data that another thread needs to open the same flow ports. */
export type FlowSpec = EmbeddedFlowSpec | ClusterFlowSpec

export interface EmbeddedFlowSpec {
  readonly backend: 'embedded'
  readonly dataDir: string
  readonly logMaxBytes: number
  readonly storeAddress: StoreAddress | null
}

/** An adapter for every port, and the technology names for the stages' cards. */
export interface Backend {
  readonly name: BackendName
  /** The name of the clusters, if there are several to choose from. */
  readonly environment?: string
  /** The only sink that it can have; absent: as the settings say. */
  readonly sink?: SinkKind
  /** Those of engines change with the settings. */
  subtitles(): Readonly<Record<StageId, string>>
  readonly ports: Ports
  /** Damaged files that were set aside when the backend was opened. */
  readonly damages: readonly Fault[]
  /** The folder for the data that belongs only to this backend: its ledger, its dead letters, its replays. */
  readonly stateDir: string
  /** Why no stage may run; null when they may. */
  readonly refusal: Fault | null
  /** The services that it needs to work. */
  neededServices(): ServiceId[]
  /** The current state: the store's address is known once its stage runs. */
  flowSpec(): FlowSpec
  /** The sink found that the log ends before the store's last position: the log must begin another epoch. */
  logBehind(dataset: DatasetName): Promise<void>
  /** Where an object is, as other programs such as Spark name it. */
  objectUri(bucket: string, key: string): string
  /** The process of the store's server, if Millrace runs one. */
  storePid(): number | null
  close(): Promise<void>
}
