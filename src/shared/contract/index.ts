import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { AppInfo } from '../model/app'
import { DatasetName } from '../model/dataset'
import { LiveUpdate } from '../model/live-second'
import { LogFormat, LogPreview } from '../model/log-format'
import { Instant, WholeNumber } from '../model/number-schemas'
import { ReplayJob, ReplaySpeed } from '../model/replay'
import { Report } from '../model/report'
import { Settings } from '../model/settings'
import { PipelineStatus, StageId } from '../model/stage'
import { WindowRow, WindowStart } from '../model/window'
import { airflow } from './airflow'
import { alerts } from './alerts'
import { base, page, Revision } from './base'
import { copy } from './copy'
import { datasets } from './datasets'
import { deadLetters } from './dead-letters'
import { desktop } from './desktop'
import { environments } from './environments'
import { events } from './events'
import { guide } from './guide'
import { history } from './history'
import { detection, incidents } from './incidents'
import { reanalysis } from './reanalysis'
import { scale } from './scale'
import { scenarios } from './scenarios'
import { score } from './score'
import { logs, services } from './services'
import { SettingsChange } from './settings-change'

export { SettingsChange }

const aWindow = z.object({ dataset: DatasetName, start: WindowStart })

/**
 * The one contract between main and renderer, over either transport. A `feed` is an event iterator whose first item is the current state.
 */
export const contract = {
  app: {
    info: base.output(AppInfo),
    /** Reads memory and CPU of the whole app, store included, every two seconds. */
    usage: base.output(eventIterator(z.object({ cpuPercent: z.number(), memoryBytes: z.number() }))),
  },
  datasets,
  pipeline: {
    feed: base.output(eventIterator(PipelineStatus)),
    /** Without a stage: all stages. Resolves when the request is recorded; the feed shows the result. */
    start: base.input(z.object({ stage: StageId.optional() })).output(z.void()),
    stop: base.input(z.object({ stage: StageId.optional() })).output(z.void()),
  },
  live: {
    feed: base.input(z.object({ dataset: DatasetName })).output(eventIterator(LiveUpdate)),
  },
  windows: {
    /** The newest windows; sent again whenever one of them changes, at most twice a second. */
    feed: base
      .input(z.object({ dataset: DatasetName, limit: z.number().int().min(1).max(200) }))
      .output(eventIterator(z.array(WindowRow))),
    /** Newest first, older than `before`. */
    list: base
      .input(
        z.object({ dataset: DatasetName, before: WindowStart.optional(), limit: z.number().int().min(1).max(500) }),
      )
      .output(page(WindowRow)),
  },
  reports: {
    /** The newest report of the dataset, or null when there is none. */
    latest: base.input(z.object({ dataset: DatasetName })).output(eventIterator(Report.nullable())),
    get: base.input(aWindow.extend({ revision: Revision.optional() })).output(Report),
    /** The report as JSON or CSV (one line per event type); without a revision, the newest one. */
    file: base
      .input(aWindow.extend({ format: z.enum(['json', 'csv']), revision: Revision.optional() }))
      .output(z.file()),
    /** At most 4 MiB of the window's newest extract, starting at `offset`. Repeat until you have `bytes` bytes. */
    extract: base
      .input(
        aWindow.extend({
          offset: WholeNumber,
          /** The version that the first answer named: if the extract was replaced since, the call fails. */
          modifiedAt: Instant.optional(),
        }),
      )
      .output(z.object({ bytes: z.number().int(), modifiedAt: z.number(), part: z.file() })),
  },
  replay: {
    /** All replays of this data directory, newest first. */
    feed: base.output(eventIterator(z.array(ReplayJob))),
    /** Announces a file of `bytes` bytes. Upload its parts in order with `upload`; the replay then starts automatically. */
    begin: base
      .input(
        z.object({
          file: z.string().min(1).max(255),
          bytes: WholeNumber,
          dataset: DatasetName,
          speed: ReplaySpeed,
          /** Null: guess it from the first lines. */
          format: LogFormat.nullable(),
        }),
      )
      .output(z.object({ id: z.string() })),
    /** How a file of `bytes` bytes would be read, from the first ones: in the given format, or in the one that fits best. */
    preview: base
      .input(
        z.object({
          file: z.string().min(1).max(255),
          bytes: WholeNumber,
          head: z.file().max(256 * 1024),
          dataset: DatasetName,
          format: LogFormat.nullable(),
        }),
      )
      .output(LogPreview),
    /** The next part of the file, at most 4 MiB; `offset` is its start in the file. */
    upload: base
      .input(z.object({ id: z.string(), offset: WholeNumber, part: z.file().max(4 * 1024 * 1024) }))
      .output(z.void()),
    /** Replays the access log that ships with Millrace. */
    sample: base.input(z.object({ speed: ReplaySpeed })).output(z.object({ id: z.string() })),
    cancel: base.input(z.object({ id: z.string() })).output(z.void()),
  },
  deadLetters,
  copy,
  scenarios,
  guide,
  history,
  scale,
  score,
  incidents,
  detection,
  desktop,
  events,
  reanalysis,
  services,
  airflow,
  environments,
  alerts,
  logs,
  settings: {
    feed: base.output(eventIterator(Settings)),
    /** Checks the settings as a whole and saves them. They are in force when the call resolves. */
    change: base.input(SettingsChange).output(Settings),
  },
}
