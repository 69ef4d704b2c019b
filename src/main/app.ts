import { join } from 'node:path'
import { stages } from '@main/pipeline'
import { createLiveBoard } from '@main/pipeline/live-board'
import { openReplayBook } from '@main/pipeline/replay-book'
import { createRunner } from '@main/pipeline/runner'
import type { Wanted } from '@main/pipeline/stage'
import { createWindowBook } from '@main/pipeline/windows/window-book'
import { createBell } from '@main/signals/bell'
import { createFeed } from '@main/signals/feed'
import type { SettingsChange } from '@shared/contract'
import { type DatasetName, DEFAULT_DATASET } from '@shared/model/dataset'
import { faultMessage } from '@shared/model/fault-message'
import { version } from '../../package.json'
import { loadDatasets } from './adapters/dataset-files/load-datasets'
import { openDataDir } from './adapters/folder/data-dir'
import { folderDocuments } from './adapters/folder/documents'
import { folderLog } from './adapters/folder/log-file'
import { folderReplayFiles } from './adapters/folder/replay-files'
import { lockDataDir } from './adapters/sqlite/instance-lock'
import type { ApiContext, Freshness } from './api/context'
import { appUsage } from './app-usage'
import { openEmbedded } from './backends/embedded'
import type { Ports } from './ports'
import type { ChildLauncher } from './ports/child-launcher'
import { runInWorker } from './run-in-worker'
import { openSettings } from './settings-book'

export interface AppOptions {
  readonly dataDir: string
  /** The built modules: the worker's and the store server's stand here. */
  readonly moduleDir: URL
  readonly resourcesDir: string
  /** Makes the launcher of child processes; what these print goes to the log file. */
  readonly launcher: (log: (name: string, line: string) => void) => ChildLauncher
  /** In force for this run, never saved. */
  readonly override?: SettingsChange
}

/** One data directory, opened: what the hosts and the command line stand on. */
export interface App extends ApiContext {
  readonly ports: Ports
  /** The source will make nothing more: what is left may close. */
  sourceEnded(): void
  /** A second instance is told this address. */
  announce(url: string): void
  /** Runs until the signal aborts; then everything is stopped and closed, and the directory is free. */
  run(signal: AbortSignal): Promise<void>
}

/** Throws `data-dir-*`, `settings-invalid`, `dataset-invalid`, `log-damaged`, `disk-full`. Nothing runs yet. */
export async function openApp(options: AppOptions): Promise<App> {
  const { dataDir } = options
  await openDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  try {
    return await assemble(options, lock)
  } catch (thrown) {
    lock.release()
    throw thrown
  }
}

async function assemble(options: AppOptions, lock: ReturnType<typeof lockDataDir>): Promise<App> {
  const { dataDir, moduleDir } = options
  const logLine = folderLog(join(dataDir, 'logs'))
  const documents = folderDocuments(dataDir)
  const settings = await openSettings(documents, options.override)
  const loaded = await loadDatasets([join(options.resourcesDir, 'datasets'), join(dataDir, 'datasets')])
  const datasets = loaded.sort((a, b) => Number(b.name === DEFAULT_DATASET) - Number(a.name === DEFAULT_DATASET))
  const backend = await openEmbedded({
    dataDir,
    moduleDir,
    launcher: options.launcher(logLine),
    logMaxBytes: () => settings.feed.value.log.maxBytes,
  })
  const { ports } = backend
  const replayFiles = folderReplayFiles(join(dataDir, 'uploads'))
  const replays = await openReplayBook(documents, ports.clock)
  await replayFiles.keepOnly(replays.requests.value.map((request) => request.id))

  let sourceHasEnded = false
  const horizon = (dataset: DatasetName) => {
    const now = sourceHasEnded ? Number.POSITIVE_INFINITY : ports.clock.now()
    return Math.min(now, replays.horizon(dataset))
  }
  const book = createWindowBook(ports, datasets, horizon)
  const live = createLiveBoard()
  const freshness = createFeed<Freshness>({ minute: null, total: null })
  const reported = createFeed<Readonly<Record<DatasetName, number>>>({})
  const wanted = createFeed<Wanted>({ settings: settings.feed.value, replays: replays.requests.value })
  const bells = { analyse: createBell(), report: createBell() }

  const finishReplays = async (dataset: DatasetName) => {
    if (!replays.jobs.value.some((job) => job.dataset === dataset && job.state === 'finishing')) return
    await book.refresh(dataset)
    if (book.unextracted(dataset, Number.POSITIVE_INFINITY).length > 0) return
    if ((await book.unbalanced(dataset)).length === 0) await replays.finished(dataset)
  }

  const background = new Set<Promise<void>>()
  const inBackground = (work: Promise<void>) => {
    const done = work.catch((error: unknown) => logLine('app', String(error))).finally(() => background.delete(done))
    background.add(done)
  }

  const runner = createRunner({
    stages,
    subtitles: backend.subtitles,
    clock: ports.clock,
    launch: (stage, tell, signal) =>
      stage.place === 'worker'
        ? runInWorker(
            new URL('./stage-worker.js', moduleDir),
            { stageId: stage.id, spec: backend.flowSpec(), datasets },
            wanted,
            tell,
            signal,
          )
        : stage.run({ ports, datasets, wanted: () => wanted.value, tell, signal, book, bells }),
    onNews(stage, item) {
      if (item.kind === 'fault' && item.news) logLine(stage, faultMessage(item.news))
      if (item.kind === 'live') live.put(item.news.dataset, item.news.seconds)
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

  return {
    info: { version, backend: backend.name, dataDir, startedAt: ports.clock.now() },
    datasets,
    ports,
    documents,
    replayFiles,
    settings,
    replays,
    runner,
    book,
    live,
    freshness,
    reported,
    usage: appUsage(() => backend.storePid()),
    sourceEnded() {
      sourceHasEnded = true
    },
    announce: lock.announce,
    async run(signal) {
      const followSettings = (async () => {
        for await (const value of settings.feed.follow(signal)) wanted.publish({ ...wanted.value, settings: value })
      })()
      const followReplays = (async () => {
        for await (const value of replays.requests.follow(signal)) wanted.publish({ ...wanted.value, replays: value })
      })()
      // A crash may have come after the last report and before its replay was called done.
      for (const { name } of datasets) inBackground(finishReplays(name))
      try {
        await Promise.all([runner.run(signal), followSettings, followReplays])
      } finally {
        await Promise.all(background)
        await backend.close()
        lock.release()
      }
    },
  }
}
