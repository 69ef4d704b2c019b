import { join } from 'node:path'
import { openAlertSettings } from '@main/pipeline/alerts/alert-settings-store'
import { createBrowserNotifier } from '@main/pipeline/alerts/browser-notifier'
import { openScoreQueue } from '@main/pipeline/score/score-queue'
import { TYPES } from '@main/pipeline/source/shop-visit'
import { createFeed, type Feed } from '@main/signals/feed'
import type { SettingsChange } from '@shared/contract'
import { faultMessage } from '@shared/model/fault-message'
import { StageId } from '@shared/model/stage'
import { systemClock } from '../adapters/clock/system-clock'
import { folderLog } from '../adapters/folder/app-log'
import { openDataDir } from '../adapters/folder/data-dir'
import { folderDocuments } from '../adapters/folder/json-documents'
import { scenarioLibrary } from '../adapters/folder/scenario-library'
import { secretsFile } from '../adapters/folder/secrets-file'
import { type InstanceLock, lockDataDir } from '../adapters/sqlite/instance-lock'
import type { SettingsStore } from '../api/context'
import type { ChildLauncher } from '../ports/child-launcher'
import type { Desktop } from '../ports/desktop'
import type { Notifier } from '../ports/notifier'
import type { Seal } from '../ports/secrets'
import { scoreInWorker } from '../threads/score-in-worker'
import { checkedSettings, environmentOf } from './checked-settings'
import type { OpenTarget } from './copy-target'
import { ENVIRONMENT_SECRETS, type EnvironmentStore, openEnvironments } from './environment-store'
import { followContainers } from './follow-containers'
import { datasetsChanged } from './follow-datasets'
import { openGuide } from './guide-store'
import { AIRFLOW_SECRETS, openAirflow } from './open-airflow'
import { createOpenBackend } from './open-backend'
import { openInstead } from './open-instead'
import { openWatchedServicesOf } from './open-services'
import { ownDatasets } from './own-datasets'
import { openSession, type Session, type SessionOptions } from './session'
import { basisChanged } from './session-basis'
import { openSettings } from './settings-store'

export interface AppOptions {
  readonly dataDir: string
  /** The folder of the built modules, with the worker and the store server. */
  readonly moduleDir: URL
  readonly resourcesDir: string
  /** The folder of `compose.yaml`. */
  readonly composeDir: string
  /** The system's secret store; only the desktop app has one. */
  readonly seal?: Seal | null
  /** Creates the launcher of child processes; their output goes to the log file. */
  readonly launcher: (log: (name: string, line: string) => void) => ChildLauncher
  /** System notifications; without them, browsers that show the window show their own. */
  readonly notifier?: Notifier
  /** The desktop shell; without it there is no tray, no menu and no links. */
  readonly desktop?: Desktop
  /** False: no welcome, also on the first start of the directory. */
  readonly welcome?: boolean
  /** True where a window can correct what keeps clusters of the user's from being opened: until then, the embedded backend runs. */
  readonly fallBack?: boolean
  /** True where datasets that are added or changed while Millrace runs are used at once. */
  readonly followDatasets?: boolean
  /** Settings for this run only, never saved. */
  readonly override?: SettingsChange
}

/** One open data directory, and the session over the chosen backend. */
export interface App {
  /** Null while the backend is being changed. */
  readonly session: Feed<Session | null>
  /** Throws while the backend is being changed. */
  current(): Session
  readonly settings: SettingsStore
  readonly environments: EnvironmentStore
  /** Reports this address to a second instance. */
  announce(url: string): void
  /** Writes a line to the log file. */
  log(line: string): void
  /** Runs until the signal aborts; then stops and closes everything, and releases the directory. */
  run(signal: AbortSignal): Promise<void>
}

/** Throws `data-dir-*`, `settings-invalid`, `dataset-invalid`, `log-damaged`, `disk-full`. Nothing is running yet. */
export async function openApp(options: AppOptions): Promise<App> {
  const { dataDir } = options
  await openDataDir(dataDir)
  const lock = await lockDataDir(dataDir)
  try {
    return await assemble(options, lock)
  } catch (thrown) {
    lock.release()
    throw thrown
  }
}

async function assemble(options: AppOptions, lock: InstanceLock): Promise<App> {
  const { dataDir, moduleDir } = options
  const logLine = folderLog(join(dataDir, 'logs'))
  const documents = folderDocuments(dataDir)
  const kept = await openSettings(documents, options.override)
  const environments = await openEnvironments(
    documents,
    secretsFile(dataDir, options.seal ?? null, ENVIRONMENT_SECRETS),
    () => environmentOf(kept.feed.value),
  )
  const settings = checkedSettings(kept, environments, () => services.prepareEncryption())
  const guide = await openGuide(documents, options.welcome ?? true)
  const files = ownDatasets(join(options.resourcesDir, 'datasets'), join(dataDir, 'datasets'))
  let loaded = await files.load()
  const scenarios = scenarioLibrary({
    builtIn: join(options.resourcesDir, 'scenarios'),
    own: join(dataDir, 'scenarios'),
    types: TYPES,
  })
  const services = await openWatchedServicesOf({
    dataDir,
    composeDir: options.composeDir,
    settings,
    seal: options.seal ?? null,
    log: (line) => logLine('services', line),
  })
  const session = createFeed<Session | null>(null)
  const containerDoor = followContainers({
    services,
    contexts: session,
    clock: systemClock(),
    log: (line) => logLine('services', line),
  })
  const airflow = openAirflow({
    sealed: secretsFile(dataDir, options.seal ?? null, AIRFLOW_SECRETS),
    settings: () => settings.feed.value.airflow,
    services,
    cutOff: containerDoor.trouble,
  })
  const scores = await openScoreQueue(documents, systemClock(), scoreInWorker(new URL('score-worker.js', moduleDir)))
  const alerts = await openAlertSettings(documents, secretsFile(dataDir, options.seal ?? null, 'webhook-secrets.json'))
  const browserNotifier = createBrowserNotifier()
  const notifier = options.notifier ?? browserNotifier

  const analysis = {
    settings: () => settings.feed.value,
    sparkScript: join(options.resourcesDir, 'spark', 'analyse.py'),
    log: (line: string) => logLine('spark', line),
  }
  const reopenings = createFeed(0)
  const parts = {
    dataDir,
    moduleDir,
    composeDir: options.composeDir,
    launcher: options.launcher(logLine),
    analysis,
    logMaxBytes: () => settings.feed.value.log.maxBytes,
    services,
    environments,
  }
  const openBackend = createOpenBackend({ ...parts, otherLog: () => reopenings.publish(reopenings.value + 1) })
  const openTarget: OpenTarget = (chosen, otherLog) =>
    createOpenBackend({ ...parts, otherLog })(chosen, loaded.datasets)
  const testConnections: SessionOptions['testConnections'] = async function* (environment, secrets, signal) {
    // Most sessions never test one.
    const { followConnectionTest } = await import('../backends/external/connection-test/connection-test')
    // As they are loaded: the open backend may have them in other partitions.
    yield* followConnectionTest(environment, secrets, loaded.datasets, signal)
  }
  const open = async () => {
    const { backend, datasets } = await openBackend(settings.feed.value, loaded.datasets)
    const desktop = options.desktop ?? null
    const sampleFile = join(options.resourcesDir, 'samples', 'access.log')
    const pieces = {
      guide,
      sampleFile,
      scenarios,
      scores,
      services,
      environments,
      airflow,
      openTarget,
      testConnections,
      datasetFiles: files,
    }
    const shared = { ...pieces, alerts, notifier, browserNotifier, desktop }
    return openSession({
      backend,
      dataDir,
      moduleDir,
      datasets,
      refused: loaded.refused,
      documents,
      settings,
      ...shared,
      logLine,
    })
  }

  const opening = { open, settings, overrule: kept.overrule, log: (line: string) => logLine('app', line) }
  const openFirst = () =>
    open().catch((thrown: unknown) => {
      if (!options.fallBack || settings.feed.value.backend !== 'external') throw thrown
      return openInstead(opening, thrown, null)
    })

  const first = await openFirst()
  for (const fault of kept.notKept) {
    logLine('app', faultMessage(fault))
    first.flow.runner.note('analyse', fault)
  }
  session.publish(first)
  const current = () => {
    if (!session.value) throw new Error('the backend is being changed')
    return session.value
  }

  /** Ends the session when its datasets are no longer those of the files. */
  const takeUpDatasets = async (end: AbortController, over: AbortSignal) => {
    const changed = await datasetsChanged(files, loaded, systemClock(), over)
    if (changed === null) return
    loaded = changed
    logLine('app', 'The datasets have changed; the pipeline starts again with them.')
    end.abort()
  }

  /** Runs the session until it ends or is outdated, and opens the next one. */
  const runOne = async (signal: AbortSignal) => {
    const running = current()
    const end = new AbortController()
    const over = AbortSignal.any([signal, end.signal])
    const watch = Promise.all([
      basisChanged({ settings: settings.feed, environments, reopenings }, over).then(() => end.abort()),
      options.followDatasets === true && takeUpDatasets(end, over),
    ])
    try {
      await running.run(over)
    } finally {
      end.abort()
      await watch
    }
    if (signal.aborted) return
    const wanted = StageId.options.filter((stage) => running.flow.runner.wanted(stage))
    session.publish(null)
    const { backend, environment = null } = running.info
    const next = await open().catch((thrown: unknown) => openInstead(opening, thrown, { backend, environment }))
    next.flow.runner.want(wanted, true)
    session.publish(next)
  }

  return {
    session,
    settings,
    environments,
    current,
    announce: lock.announce,
    log: (line) => logLine('app', line),
    async run(signal) {
      const end = new AbortController()
      const over = AbortSignal.any([signal, end.signal])
      const sessions = async () => {
        while (!over.aborted) await runOne(over)
      }
      // If either ends, the other is ended too.
      const running = [sessions(), services.run(over), scores.run(over), containerDoor.run(over)]
      const parts = running.map((part) => part.finally(() => end.abort()))
      const ended = await Promise.allSettled(parts)
      lock.release()
      for (const part of ended) if (part.status === 'rejected') throw part.reason
    },
  }
}
