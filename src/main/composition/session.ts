import { join } from 'node:path'
import { stages } from '@main/pipeline'
import type { AlertSettingsStore } from '@main/pipeline/alerts/alert-settings-store'
import type { Popups } from '@main/pipeline/alerts/popups'
import { createDatasetTroubles } from '@main/pipeline/dataset-troubles'
import { createLiveBoard } from '@main/pipeline/live-board'
import { openReplayJobs } from '@main/pipeline/replay-jobs'
import { createRunner } from '@main/pipeline/runner'
import type { ScoreQueue } from '@main/pipeline/score/score-queue'
import { sinkProgress } from '@main/pipeline/sink-progress'
import { putTruth } from '@main/pipeline/source/scenarios/truth'
import type { Wanted } from '@main/pipeline/stage'
import { createLiveSource } from '@main/pipeline/windows/live-source'
import { createReanalysis } from '@main/pipeline/windows/reanalysis'
import { createWindowTracker } from '@main/pipeline/windows/window-tracker'
import { createFeed } from '@main/signals/feed'
import { createWakeup } from '@main/signals/wakeup'
import { assertNever } from '@shared/model/assert-never'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { ServiceId } from '@shared/model/service'
import type { DatasetTrouble, StageId } from '@shared/model/stage'
import type { WindowStart } from '@shared/model/window'
import { version } from '../../../package.json'
import { folderDocuments } from '../adapters/folder/documents'
import { folderReplayFiles } from '../adapters/folder/replay-files'
import type { ApiContext, Freshness, SettingsStore } from '../api/context'
import type { Backend } from '../backends/backend'
import type { Ports } from '../ports'
import type { Documents } from '../ports/documents'
import type { Notifier } from '../ports/notifier'
import type { ScenarioLibrary } from '../ports/scenario-library'
import type { WatchedServices } from '../services/watched-services'
import { runInWorker } from '../threads/run-in-worker'
import { appUsage } from './app-usage'
import { countStart } from './count-starts'
import { openIncidents } from './open-incidents'

export interface SessionOptions {
  readonly backend: Backend
  readonly dataDir: string
  /** The built modules: the worker's stands here. */
  readonly moduleDir: URL
  readonly datasets: readonly Dataset[]
  /** Datasets that could not be loaded. */
  readonly refused: readonly DatasetTrouble[]
  readonly documents: Documents
  readonly settings: SettingsStore
  readonly scenarios: ScenarioLibrary
  readonly scores: ScoreQueue
  readonly services: WatchedServices
  readonly alerts: AlertSettingsStore
  readonly notifier: Notifier
  readonly popups: Popups
  readonly logLine: (name: string, line: string) => void
}

/** The pipeline over one backend, and all that is known of it: what the api, the hosts and the command line act on. */
export interface Session extends ApiContext {
  readonly ports: Ports
  /** What `start` brings up. */
  neededServices(): ServiceId[]
  /** Aborts when `run` ends: from then on its ports are being closed. */
  readonly closing: AbortSignal
  /** The source will make nothing more: what is left may close. */
  sourceEnded(): void
  /** Runs until the signal aborts; then every stage is stopped and the backend closed. */
  run(signal: AbortSignal): Promise<void>
}

/** Throws `settings-invalid`. Takes the backend over: it is closed when this throws, and at the end of `run`. */
export async function openSession(options: SessionOptions): Promise<Session> {
  try {
    return await assemble(options)
  } catch (thrown) {
    await options.backend.close()
    throw thrown
  }
}

async function assemble({
  backend,
  dataDir,
  moduleDir,
  datasets,
  refused,
  documents,
  settings,
  scenarios,
  scores,
  services,
  alerts,
  notifier,
  popups,
  logLine,
}: SessionOptions): Promise<Session> {
  const { ports, stateDir } = backend
  const replayFiles = folderReplayFiles(join(stateDir, 'uploads'))
  const replays = await openReplayJobs(folderDocuments(stateDir), ports.clock)
  await replayFiles.keepOnly(replays.requests.value.map((request) => request.id))

  const closing = new AbortController()
  const starts = await countStart(folderDocuments(stateDir))

  let sourceHasEnded = false
  const horizon = (dataset: DatasetName) => {
    const now = sourceHasEnded ? Number.POSITIVE_INFINITY : ports.clock.now()
    return replays.horizon(dataset, now)
  }
  const tracker = createWindowTracker(ports, datasets, horizon)
  const troubles = createDatasetTroubles(refused)
  const watch = await openIncidents({
    dir: join(stateDir, 'incidents'),
    clock: ports.clock,
    datasets,
    alerts,
    notifier,
  })
  const { incidents, bands } = watch
  const reanalysis = createReanalysis(ports, tracker)
  const live = createLiveBoard()
  const freshness = createFeed<Freshness>({ minute: null, total: null })
  const reported = createFeed<Readonly<Record<DatasetName, number>>>({})
  const wanted = createFeed<Wanted>({ settings: settings.feed.value, replays: replays.requests.value, starts })
  const wakeups = { analyse: createWakeup(), report: createWakeup() }

  const finishReplays = async (dataset: DatasetName) => {
    if (!replays.jobs.value.some((job) => job.dataset === dataset && job.state === 'finishing')) return
    await tracker.refresh(dataset)
    if (tracker.unextracted(dataset, Number.POSITIVE_INFINITY).length > 0) return
    if ((await tracker.unbalanced(dataset)).length === 0) await replays.finished(dataset)
  }

  const background = new Set<Promise<void>>()
  const inBackground = (work: Promise<void>) => {
    const done = work.catch((error: unknown) => logLine('app', String(error))).finally(() => background.delete(done))
    background.add(done)
  }

  /** A fault that the backend itself can do something about. */
  const answer = (fault: Fault) => {
    if (fault.code === 'log-behind-store') inBackground(backend.logBehind(fault.dataset))
  }

  const runner = createRunner({
    stages,
    subtitles: backend.subtitles,
    clock: ports.clock,
    figures: { sink: () => sinkProgress(ports, datasets, live.waits) },
    launch: (stage, tell, signal) =>
      stage.thread === 'worker'
        ? runInWorker(
            new URL('./stage-worker.js', moduleDir),
            {
              stageId: stage.id,
              spec: backend.flowSpec(),
              datasets: troubles.usable(datasets, stage.id),
              counted: stage.id === 'sink' ? live.beginRun() : {},
            },
            wanted,
            tell,
            signal,
          )
        : stage.run({
            ports,
            datasets: troubles.usable(datasets, stage.id),
            wanted: () => wanted.value,
            counted: {},
            tell,
            signal,
            tracker,
            wakeups,
            incidents,
            bands,
            liveSince,
            livePartly,
          }),
    onNews(stage, item) {
      if (item.kind === 'fault' && item.news) {
        logLine(stage, faultMessage(item.news))
        answer(item.news)
      }
      if (item.kind === 'dataset') {
        const { dataset, fault } = item.news
        const isNew = troubles.put(stage, dataset, fault)
        if (fault && isNew) logLine(stage, `${dataset}: ${faultMessage(fault)}`)
        if (fault) answer(fault)
        // Stages that started without the dataset work with it from now on.
        else if (isNew) runner.renew(troubles.after(stage))
      }
      if (item.kind === 'live') live.put(item.news)
      if (item.kind === 'freshness') freshness.publish(item.news)
      if (item.kind === 'replay') {
        const { id } = item.news
        inBackground(
          replays.progress(item.news).then(async () => {
            if (item.news.done || item.news.fault) await replayFiles.remove(id)
            await finishReplays(replays.get(id).dataset)
          }),
        )
      }
      if (item.kind === 'window' && stage === 'report') {
        const { dataset } = item.news
        reported.publish({ ...reported.value, [dataset]: (reported.value[dataset] ?? 0) + 1 })
        inBackground(finishReplays(item.news.dataset))
      }
    },
  })

  for (const fault of [...backend.damages, ...watch.damages]) runner.note(stageBeside(fault), fault)

  const liveSource = createLiveSource(runner.feed, settings.feed, ports.clock)
  const liveSince = (dataset: DatasetName) => liveSource.since(dataset)
  const livePartly = (dataset: DatasetName, start: WindowStart) => liveSource.partly(dataset, start)

  return {
    info: {
      version,
      backend: backend.name,
      dataDir,
      startedAt: ports.clock.now(),
      notifications: notifier === popups ? 'browser' : 'system',
    },
    datasets,
    troubles,
    ports,
    documents,
    replayFiles,
    settings,
    scenarios,
    scores,
    services,
    alerts,
    outbox: watch.outbox,
    dispatcher: watch.dispatcher,
    popups,
    reanalysis,
    replays,
    runner,
    tracker,
    incidents,
    bands,
    live,
    freshness,
    reported,
    usage: appUsage(() => backend.storePid()),
    neededServices: backend.neededServices,
    closing: closing.signal,
    start(ids) {
      const needed = backend.neededServices()
      if (needed.length > 0) services.start(needed)
      runner.want(ids, true)
    },
    sourceEnded() {
      sourceHasEnded = true
    },
    async run(signal) {
      signal.addEventListener('abort', () => closing.abort(), { once: true })
      const followSettings = (async () => {
        for await (const value of settings.feed.follow(signal)) wanted.publish({ ...wanted.value, settings: value })
      })()
      const followReplays = (async () => {
        for await (const value of replays.requests.follow(signal)) wanted.publish({ ...wanted.value, replays: value })
      })()
      // A crash may have come after labels that end now and before the scenario was stopped: then it goes on.
      const { scenario } = settings.feed.value.producer
      if (scenario) inBackground(putTruth(ports.objects, scenario))
      // A crash may have come after the last report and before its replay was called done.
      for (const { name } of datasets) inBackground(finishReplays(name))
      try {
        await Promise.all([
          runner.run(signal),
          liveSource.run(signal),
          watch.run(signal),
          reanalysis.run(signal),
          followSettings,
          followReplays,
        ])
      } finally {
        closing.abort()
        await Promise.all(background)
        await replays.keep().catch((error: unknown) => logLine('app', String(error)))
        await watch.close()
        await backend.close()
      }
    },
  }
}

/** The stage whose card says that a file beside it was damaged. */
function stageBeside(fault: Fault): StageId {
  if (fault.code !== 'file-damaged') return 'log'
  switch (fault.holds) {
    case 'positions':
    case 'dead-letters':
    case 'foreign-counts':
      return 'sink'
    case 'ledger':
      return 'extract'
    case 'bands':
    case 'incidents':
      return 'report'
    case 'registry':
      return 'log'
    default:
      return assertNever(fault.holds)
  }
}
