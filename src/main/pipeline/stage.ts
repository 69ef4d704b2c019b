import type { FlowPorts, Ports } from '@main/ports'
import type { BandStore } from '@main/ports/bands'
import type { Wakeup } from '@main/signals/wakeup'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import type { HistoryJob } from '@shared/model/history'
import type { LiveSecond } from '@shared/model/live-second'
import type { LogFormat } from '@shared/model/log-format'
import type { ReplayJob, ReplaySpeed } from '@shared/model/replay'
import type { Settings } from '@shared/model/settings'
import type { StageFigures, StageId } from '@shared/model/stage'
import type { WindowStart } from '@shared/model/window'
import type { IncidentService } from './incidents/incident-service'
import type { StartGate } from './windows/start-gate'
import type { WindowTracker } from './windows/window-tracker'

/** A file to replay, ready on this machine. The request exists until its replay is done or cancelled. */
export interface ReplayRequest {
  readonly id: string
  /** The number of bytes in the file when the user chose it. */
  readonly identity: string
  readonly bytes: number
  readonly path: string
  /** The file's name as the user knows it. */
  readonly file: string
  readonly dataset: DatasetName
  readonly speed: ReplaySpeed
  /** More lines may follow: a file without an event is no failure yet. */
  readonly follow: boolean
  /** Of a followed file: the path may have another one by now, which is not to be read. */
  readonly fileId: string | null
  /** How its lines are read; null: guess it from the first ones. */
  readonly format: LogFormat | null
  /** The replay's progress by its own news: ahead of the log's when the log was removed or is an older copy. */
  readonly reached: ReplayReached
}

export type ReplayReached = Pick<
  ReplayJob,
  'bytesDone' | 'lines' | 'events' | 'deadLetters' | 'firstEventTime' | 'eventTime'
>

/** Minutes before the first one that the simulator still has to make: `[reached, to)` is missing. */
export type HistoryRequest = Pick<HistoryJob, 'from' | 'to' | 'rate' | 'events' | 'reached'>

export type HistoryProgress = Pick<HistoryJob, 'events' | 'reached' | 'fault'>

/** What the user wants of the stages. Stages read it when they act, so that a change takes effect at once. */
export interface StageInstructions {
  readonly settings: Settings
  readonly replays: readonly ReplayRequest[]
  readonly history: HistoryRequest | null
  /** The number of times the data directory was opened, including this time. */
  readonly starts: number
}

export type ReplayProgress = Pick<
  ReplayJob,
  | 'id'
  | 'bytesDone'
  | 'bytes'
  | 'lines'
  | 'events'
  | 'deadLetters'
  | 'firstEventTime'
  | 'eventTime'
  | 'format'
  | 'earlier'
  | 'fault'
> & {
  readonly done: boolean
}

/** What stages report, by kind. Plain data: it crosses threads. */
export interface StageNews {
  ready: null
  /** The number of units handled since the last such news. */
  count: number
  figures: StageFigures
  /** The text on the card of a stage whose other figures come from elsewhere. */
  note: string
  /** A fault that does not stop the stage; null when it has passed. */
  fault: Fault | null
  /** A fault of one dataset alone, while the others continue; null when there is none. */
  dataset: { dataset: DatasetName; fault: Fault | null }
  /** A window stage has handled this window. */
  window: { dataset: DatasetName; start: WindowStart }
  nextAt: number | null
  live: LiveNews
  /** Milliseconds from event to store, over the last minute and since the stage started. */
  freshness: { minute: Quantiles | null; total: Quantiles | null }
  replay: ReplayProgress
  history: HistoryProgress
}
/**
 * What one run of the sink has counted for a dataset: the seconds that changed, each with all its counts, and per partition the
 * offset reached.
 */
export interface LiveNews {
  dataset: DatasetName
  seconds: LiveSecond[]
  counted: readonly number[]
}
export interface Quantiles {
  p50: number
  p99: number
}

export type Tell = <K extends keyof StageNews>(kind: K, news: StageNews[K]) => void

/** One piece of news with its kind, for matching. */
export type NewsItem = { [K in keyof StageNews]: { kind: K; news: StageNews[K] } }[keyof StageNews]

export function newsItem<K extends keyof StageNews>(kind: K, news: StageNews[K]): NewsItem {
  return { kind, news } as NewsItem
}

export interface StageContext {
  readonly ports: FlowPorts
  readonly datasets: readonly Dataset[]
  readonly wanted: () => StageInstructions
  /** Per dataset and partition: events before this offset are in the live charts already. */
  readonly counted: Readonly<Record<DatasetName, readonly number[]>>
  readonly tell: Tell
  readonly signal: AbortSignal
}

/** A window stage also gets the window tracker, which runs on the main thread. */
export interface WindowStageContext extends StageContext {
  readonly ports: Ports
  readonly tracker: WindowTracker
  /** Which windows may be worked on now. */
  readonly gate: StartGate
  /** Since when a source has been generating live events of the dataset, epoch ms; null while none does. */
  readonly liveSince: (dataset: DatasetName) => number | null
  /** Whether a source was started or stopped within the window: a low number of events means nothing. */
  readonly partly: (dataset: DatasetName, start: WindowStart) => boolean
  /** Whether the source had another rate than in the windows before: the number of events means nothing. */
  readonly otherRate: (dataset: DatasetName, start: WindowStart) => boolean
  /** The end of the history that was requested for the dataset if the window belongs to it; else null. */
  readonly historyEnd: (dataset: DatasetName, start: WindowStart) => WindowStart | null
  readonly incidents: Pick<IncidentService, 'reported' | 'beyondLimits' | 'acceptedLevels'>
  readonly bands: Pick<BandStore, 'put'>
  /** Each window stage wakes the next as soon as there is work for it. After sleep the app wakes the first. */
  readonly wakeups: { readonly extract: Wakeup; readonly analyse: Wakeup; readonly report: Wakeup }
}

interface StageBase {
  readonly id: StageId
  readonly title: string
  /** Stages that must be running for this one to run. */
  readonly needs: readonly StageId[]
}

/**
 * One step of the pipeline: data plus a function. `run` calls `ready` once it works, resolves after its signal aborts, and throws
 * when it cannot continue: the runner then retries it. `worker` stages run on their own thread.
 */
export type StageDefinition =
  | (StageBase & { readonly thread: 'worker'; run(context: StageContext): Promise<void> })
  | (StageBase & { readonly thread: 'main'; run(context: WindowStageContext): Promise<void> })
