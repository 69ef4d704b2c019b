import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { AppInfo } from '../model/app'
import { Instant, Whole } from '../model/bounds'
import { Dataset, DatasetName } from '../model/dataset'
import { DeadLetter } from '../model/dead-letter'
import { LiveUpdate } from '../model/live'
import { ReplayJob, ReplaySpeed } from '../model/replay'
import { Report } from '../model/report'
import { Settings } from '../model/settings'
import { PipelineStatus, StageId } from '../model/stage'
import { WindowRow, WindowStart } from '../model/window'
import { alerts } from './alerts'
import { base, page, Revision } from './base'
import { events } from './events'
import { detection, incidents } from './incidents'
import { records } from './records'
import { scenarios } from './scenarios'
import { score } from './score'
import { logs, services } from './services'

/** What may be changed while the pipeline runs; a group that is left out stays as it is. */
export const SettingsChange = z.object({
  backend: Settings.shape.backend.unwrap().optional(),
  web: Settings.shape.web.unwrap().partial().optional(),
  sink: Settings.shape.sink.unwrap().partial().optional(),
  services: Settings.shape.services.unwrap().partial().optional(),
  producer: Settings.shape.producer.unwrap().partial().optional(),
  log: Settings.shape.log.unwrap().partial().optional(),
  store: Settings.shape.store.unwrap().partial().optional(),
  windows: Settings.shape.windows.unwrap().partial().optional(),
})
export type SettingsChange = z.infer<typeof SettingsChange>

const aWindow = z.object({ dataset: DatasetName, start: WindowStart })

/**
 * The one contract between main and renderer, whichever door it goes through. A `feed` is an event iterator whose first item
 * is the current state.
 */
export const contract = {
  app: {
    info: base.output(AppInfo),
    /** Reads memory and CPU of the whole app, store included, every two seconds. */
    usage: base.output(eventIterator(z.object({ cpuPercent: z.number(), memoryBytes: z.number() }))),
  },
  datasets: {
    list: base.output(z.array(Dataset)),
  },
  pipeline: {
    feed: base.output(eventIterator(PipelineStatus)),
    /** Without a stage: all of them. Resolves when the wish is noted; the feed shows what comes of it. */
    start: base.input(z.object({ stage: StageId.optional() })).output(z.void()),
    stop: base.input(z.object({ stage: StageId.optional() })).output(z.void()),
  },
  live: {
    feed: base.input(z.object({ dataset: DatasetName })).output(eventIterator(LiveUpdate)),
  },
  windows: {
    /** The newest windows, again whenever one of them changes (at most twice a second). */
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
    /** The newest report of the dataset, null while there is none. */
    latest: base.input(z.object({ dataset: DatasetName })).output(eventIterator(Report.nullable())),
    get: base.input(aWindow.extend({ revision: Revision.optional() })).output(Report),
    /** The report as JSON or CSV (one line per event type); without a revision the newest. */
    file: base
      .input(aWindow.extend({ format: z.enum(['json', 'csv']), revision: Revision.optional() }))
      .output(z.file()),
    /** The window's newest extract, at most 4 MiB of it from `offset` on: ask again until you have `bytes` bytes. */
    extract: base
      .input(
        aWindow.extend({
          offset: Whole,
          /** As the first answer said it: an extract that was replaced since is refused. */
          modifiedAt: Instant.optional(),
        }),
      )
      .output(z.object({ bytes: z.number().int(), modifiedAt: z.number(), part: z.file() })),
  },
  replay: {
    /** All replays of this data directory, newest first. */
    feed: base.output(eventIterator(z.array(ReplayJob))),
    /** Announces a file of `bytes` bytes. Upload it in order with `upload`, then it starts by itself. */
    begin: base
      .input(
        z.object({
          file: z.string().min(1).max(255),
          bytes: Whole,
          dataset: DatasetName,
          speed: ReplaySpeed,
        }),
      )
      .output(z.object({ id: z.string() })),
    /** The next part of the file, at most 4 MiB; `offset` is where it belongs. */
    upload: base
      .input(z.object({ id: z.string(), offset: Whole, part: z.file().max(4 * 1024 * 1024) }))
      .output(z.void()),
    cancel: base.input(z.object({ id: z.string() })).output(z.void()),
  },
  deadLetters: {
    /** How many there are, by dataset, again whenever that changes. */
    counts: base.output(eventIterator(z.record(DatasetName, z.number().int()))),
    list: base
      .input(
        z.object({
          dataset: DatasetName.optional(),
          before: Whole.optional(),
          limit: z.number().int().min(1).max(200),
        }),
      )
      .output(page(DeadLetter)),
    /** The record whole, as bytes. */
    body: base.input(z.object({ id: Whole })).output(z.file()),
    /** All of them as JSON lines, bytes in base64. */
    export: base.input(z.object({ dataset: DatasetName.optional() })).output(z.file()),
  },
  scenarios,
  score,
  incidents,
  detection,
  events,
  records,
  services,
  alerts,
  logs,
  settings: {
    feed: base.output(eventIterator(Settings)),
    /** Checked as a whole, saved, and in force when it resolves. */
    change: base.input(SettingsChange).output(Settings),
  },
}
