import type { AlertSettingsStore } from '@main/pipeline/alerts/alert-settings-store'
import type { BrowserNotifier } from '@main/pipeline/alerts/browser-notifier'
import type { Dispatcher } from '@main/pipeline/alerts/dispatcher'
import type { CopyJobs } from '@main/pipeline/copy/copy-jobs'
import type { DatasetTroubles } from '@main/pipeline/dataset-troubles'
import type { IncidentService } from '@main/pipeline/incidents/incident-service'
import type { HistoryKeeper } from '@main/pipeline/kept-history'
import type { LiveMinutes } from '@main/pipeline/live-minutes'
import type { ReplayJobs } from '@main/pipeline/replay-jobs'
import type { Runner } from '@main/pipeline/runner'
import type { ScoreQueue } from '@main/pipeline/score/score-queue'
import type { Quantiles } from '@main/pipeline/stage'
import type { Reanalysis } from '@main/pipeline/windows/reanalysis'
import type { StartGate, WorkStep } from '@main/pipeline/windows/start-gate'
import type { WindowTracker } from '@main/pipeline/windows/window-tracker'
import type { Ports } from '@main/ports'
import type { BandStore } from '@main/ports/bands'
import type { Desktop } from '@main/ports/desktop'
import type { Documents } from '@main/ports/documents'
import type { FollowedFiles } from '@main/ports/followed-files'
import type { Outbox } from '@main/ports/outbox'
import type { ReplayUploads } from '@main/ports/replay-uploads'
import type { ScenarioLibrary } from '@main/ports/scenario-library'
import type { Workflow } from '@main/ports/workflow'
import type { WatchedServices } from '@main/services/watched-services'
import type { Feed } from '@main/signals/feed'
import type { Wakeup } from '@main/signals/wakeup'
import type { SettingsChange } from '@shared/contract'
import type { NewDataset } from '@shared/contract/datasets'
import type { AirflowLogin, AirflowLoginKind } from '@shared/model/airflow'
import type { AppInfo } from '@shared/model/app'
import type { ConnectionTest } from '@shared/model/connection-test'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Environment, EnvironmentName, EnvironmentSecrets, SecretsChange } from '@shared/model/environment'
import type { Fault } from '@shared/model/fault'
import type { Guide } from '@shared/model/guide'
import type { LoadSample } from '@shared/model/scale-plan'
import type { Settings } from '@shared/model/settings'
import type { StageId } from '@shared/model/stage'

export interface Freshness {
  readonly minute: Quantiles | null
  readonly total: Quantiles | null
}

/** The current settings, and the file that keeps them. */
export interface SettingsStore {
  readonly feed: Feed<Settings>
  /** Resolves once the changes are validated together, on disk and in force. Throws `settings-invalid`. */
  change(change: SettingsChange): Promise<Settings>
}

/** Whether the welcome and the tour are shown. */
export interface GuideStore {
  readonly feed: Feed<Guide>
  /** Resolves once it is on disk. */
  change(change: { [K in keyof Guide]?: Guide[K] | undefined }): Promise<Guide>
}

/** The environments of a data directory, with their secrets kept apart. */
export interface EnvironmentStore {
  readonly feed: Feed<readonly Environment[]>
  /** Resolves once it is on disk. Throws `environment-invalid`, `secrets-closed`. */
  save(environment: Environment, secrets: SecretsChange): Promise<Environment>
  /** Throws `environment-in-use`. */
  remove(name: EnvironmentName): Promise<void>
  /** Empty for an environment that is not kept. Throws `secrets-closed`. */
  secrets(name: EnvironmentName): Promise<EnvironmentSecrets>
}

/** The user's own datasets, as files. */
export interface DatasetFiles {
  /** Throws `dataset-invalid`. */
  save(dataset: NewDataset): Promise<void>
}

export interface AirflowAddress {
  readonly url: string
  readonly dagId: string
}

/** Airflow where the settings say, with its login. */
export interface AirflowControl {
  /** Grows whenever the login has changed, or something was done. */
  readonly changes: Feed<number>
  /** Why its containers cannot reach Millrace. */
  readonly cutOff: Feed<Fault | null>
  /** Where it answers, and the DAG. */
  address(): AirflowAddress
  loginKind(): Promise<AirflowLoginKind>
  /** Null forgets it. On disk when it resolves. Throws `secrets-closed`. */
  setLogin(login: AirflowLogin | null): Promise<void>
  workflow(): Workflow
}

/** The context of the handlers: one open data directory. */
export interface ApiContext {
  readonly info: AppInfo
  readonly datasets: readonly Dataset[]
  readonly datasetFiles: DatasetFiles
  readonly ports: Pick<
    Ports,
    | 'clock'
    | 'codecs'
    | 'deadLetters'
    | 'extracts'
    | 'intake'
    | 'ledger'
    | 'lines'
    | 'log'
    | 'objects'
    | 'registry'
    | 'resends'
    | 'rowFiles'
    | 'store'
    | 'temp'
  > & { readonly analyser: Pick<Ports['analyser'], 'engine'> }
  readonly documents: Documents
  readonly settings: SettingsStore
  readonly guide: GuideStore
  readonly scenarios: ScenarioLibrary
  readonly scores: ScoreQueue
  readonly services: WatchedServices
  readonly environments: EnvironmentStore
  readonly airflow: AirflowControl
  /** Each item is the whole test so far; the last one is its result. */
  testConnections(
    environment: Environment,
    secrets: EnvironmentSecrets,
    signal: AbortSignal,
  ): AsyncIterable<ConnectionTest>
  readonly flow: {
    readonly runner: Runner
    /** Starts the stages, and the services that they need. */
    start(stages: readonly StageId[]): void
    readonly troubles: Pick<DatasetTroubles, 'list'>
    readonly live: LiveMinutes
    readonly freshness: Feed<Freshness>
  }
  /** The records of an Avro object container file as JSON lines. Throws with the reason when it cannot be read. */
  containerLines(parts: Iterable<Uint8Array>): AsyncIterable<Uint8Array>
  readonly replays: {
    readonly jobs: ReplayJobs
    readonly files: ReplayUploads
    /** The access log that ships with Millrace. */
    sample(): Promise<Uint8Array>
    readonly followed: FollowedFiles
  }
  readonly history: HistoryKeeper
  readonly copies: CopyJobs
  readonly windows: {
    readonly tracker: WindowTracker
    readonly reanalysis: Reanalysis
    readonly gate: StartGate
    /** Wake a window stage that has something to do. */
    readonly wakeups: Readonly<Record<WorkStep, Pick<Wakeup, 'wake'>>>
    readonly bands: Pick<BandStore, 'newest'>
    /** The number of reports made since the start, by dataset. */
    readonly reported: Feed<Readonly<Record<DatasetName, number>>>
  }
  readonly incidents: IncidentService
  readonly alerts: {
    readonly settings: AlertSettingsStore
    readonly outbox: Outbox
    readonly dispatcher: Pick<Dispatcher, 'testDesktop' | 'testWebhook' | 'proven'>
    readonly browserNotifier: BrowserNotifier
  }
  /** Null outside the desktop app. */
  readonly desktop: Desktop | null
  /** What the pipeline cost while it flowed steadily, over the last hour. */
  readonly load: Feed<readonly LoadSample[]>
  /** Why no stage may run; null when they may. */
  readonly refusal: Fault | null
  /** Where an object is, as other programs such as Spark name it. */
  objectUri(bucket: string, key: string): string
  /** CPU (percent of one core) and resident memory of the whole app, including the store's server. */
  usage(): Promise<{ cpuPercent: number; memoryBytes: number }>
}
