import type { FlowPorts, Ports } from '@main/ports'
import type { BandStore } from '@main/ports/bands'
import type { Wakeup } from '@main/signals/wakeup'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import type { LiveSecond } from '@shared/model/live'
import type { ReplayJob, ReplaySpeed } from '@shared/model/replay'
import type { Settings } from '@shared/model/settings'
import type { StageFigures, StageId } from '@shared/model/stage'
import type { WindowStart } from '@shared/model/window'
import type { IncidentService } from './incidents/incident-service'
import type { WindowTracker } from './windows/window-tracker'

/** A file to replay, ready on this machine. The request stands until its replay is done or cancelled. */
export interface ReplayRequest {
  readonly id: string
  /** Of the file's bytes, as many as there were when it was chosen. */
  readonly identity: string
  readonly bytes: number
  readonly path: string
  /** The file's name as the user knows it. */
  readonly file: string
  readonly dataset: DatasetName
  readonly speed: ReplaySpeed
  /** How far it has come, by its own news: further than the log says when that was removed or is an older copy. */
  readonly reached: ReplayReached
}

export type ReplayReached = Pick<
  ReplayJob,
  'bytesDone' | 'lines' | 'events' | 'deadLetters' | 'firstEventTime' | 'eventTime'
>

/** What the user wants of the stages. Stages read it when they act, so that a change is in force at once. */
export interface Wanted {
  readonly settings: Settings
  readonly replays: readonly ReplayRequest[]
  /** How many times the data directory was opened, this time included. */
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
  | 'earlier'
  | 'fault'
> & {
  readonly done: boolean
}

/** What stages tell about themselves, by kind. Plain data: it crosses threads. */
export interface StageNews {
  ready: null
  /** Units handled since the last such news. */
  count: number
  figures: StageFigures
  /** The card's line of a stage whose other figures are asked for elsewhere. */
  note: string
  /** A fault the stage lives with and goes on; null when it is over. */
  fault: Fault | null
  /** A fault of one dataset alone, while the others go on; null when there is none. */
  dataset: { dataset: DatasetName; fault: Fault | null }
  /** A window stage has handled this window. */
  window: { dataset: DatasetName; start: WindowStart }
  nextAt: number | null
  live: LiveNews
  /** Event to store over the last minute, and since the stage started, in milliseconds. */
  freshness: { minute: Quantiles | null; total: Quantiles | null }
  replay: ReplayProgress
}
/** What one run of the sink has counted of a dataset: seconds that changed, whole, and per partition the offset it has come to. */
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

/** One piece of news with its kind, to be matched. */
export type NewsItem = { [K in keyof StageNews]: { kind: K; news: StageNews[K] } }[keyof StageNews]

export function newsItem<K extends keyof StageNews>(kind: K, news: StageNews[K]): NewsItem {
  return { kind, news } as NewsItem
}

export interface StageContext {
  readonly ports: FlowPorts
  readonly datasets: readonly Dataset[]
  readonly wanted: () => Wanted
  /** Per dataset and partition: events before this offset are in the live charts already. */
  readonly counted: Readonly<Record<DatasetName, readonly number[]>>
  readonly tell: Tell
  readonly signal: AbortSignal
}

/** A window stage also gets the tracker of windows, which lives on the main thread. */
export interface WindowStageContext extends StageContext {
  readonly ports: Ports
  readonly tracker: WindowTracker
  /** Since when a source has been making events of the dataset as they happen, epoch ms; null while none does. */
  readonly liveSince: (dataset: DatasetName) => number | null
  /** Whether that source was started or stopped within the window. */
  readonly livePartly: (dataset: DatasetName, start: WindowStart) => boolean
  readonly incidents: Pick<IncidentService, 'reported' | 'beyondLimits' | 'acceptedLevels'>
  readonly bands: Pick<BandStore, 'put'>
  /** Each window stage wakes the next as soon as it has something for it. */
  readonly wakeups: { readonly analyse: Wakeup; readonly report: Wakeup }
}

interface StageBase {
  readonly id: StageId
  readonly title: string
  /** Stages that must be running for this one to run. */
  readonly needs: readonly StageId[]
}

/**
 * One step of the pipeline: data plus a function. `run` tells `ready` once it works, resolves after its signal aborts, and
 * throws when it cannot go on: the runner then retries it. `worker` stages run on a thread of their own.
 */
export type StageDefinition =
  | (StageBase & { readonly thread: 'worker'; run(context: StageContext): Promise<void> })
  | (StageBase & { readonly thread: 'main'; run(context: WindowStageContext): Promise<void> })
