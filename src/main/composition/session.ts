import { join } from 'node:path'
import type { AlertSettingsStore } from '@main/pipeline/alerts/alert-settings-store'
import type { BrowserNotifier } from '@main/pipeline/alerts/browser-notifier'
import { createDatasetTroubles } from '@main/pipeline/dataset-troubles'
import { flowState } from '@main/pipeline/overall-flow-state'
import { settleResends } from '@main/pipeline/resend/settle-resends'
import type { ScoreQueue } from '@main/pipeline/score/score-queue'
import { putGroundTruth } from '@main/pipeline/source/scenarios/ground-truth'
import { followReports } from '@main/pipeline/windows/follow-reports'
import { createReanalysis } from '@main/pipeline/windows/reanalysis'
import { createSourceActivity } from '@main/pipeline/windows/source-activity'
import { createStartGate } from '@main/pipeline/windows/start-gate'
import { createWindowTracker } from '@main/pipeline/windows/window-tracker'
import { createFeed } from '@main/signals/feed'
import { createWakeup } from '@main/signals/wakeup'
import { backendInUse } from '@shared/model/app'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import { minuteWorkOn } from '@shared/model/minute-work'
import type { ServiceId } from '@shared/model/service'
import type { DatasetTrouble } from '@shared/model/stage'
import { version } from '../../../package.json'
import { containerLines } from '../adapters/avro/container-lines'
import { folderDocuments } from '../adapters/folder/json-documents'
import type {
  AirflowControl,
  ApiContext,
  DatasetFiles,
  EnvironmentStore,
  GuideStore,
  SettingsStore,
} from '../api/context'
import type { Backend } from '../backends/backend'
import type { Ports } from '../ports'
import type { Desktop } from '../ports/desktop'
import type { Documents } from '../ports/documents'
import type { Notifier } from '../ports/notifier'
import type { ScenarioLibrary } from '../ports/scenario-library'
import type { WatchedServices } from '../services/watched-services'
import { appUsage } from './app-usage'
import { createBackgroundTasks } from './background-tasks'
import type { OpenTarget } from './copy-target'
import { countStart } from './count-starts'
import { createFlow, type WindowParts } from './create-flow'
import { followEngine } from './follow-engine'
import { sampleLoad } from './load-samples'
import { openCopies, settingsBesideCopies } from './open-copies'
import { openHistory } from './open-history'
import { openIncidents } from './open-incidents'
import { openReplays } from './open-replays'
import { createStageInstructionsFeed } from './stage-instructions-feed'
import { stageOfDamagedFile } from './stage-of-damaged-file'
import { watchAlarms } from './watch-alarms'

export interface SessionOptions {
  readonly backend: Backend
  readonly dataDir: string
  /** The access log that ships with Millrace. */
  readonly sampleFile: string
  /** The folder of the built modules, including the worker. */
  readonly moduleDir: URL
  readonly datasets: readonly Dataset[]
  /** Datasets that could not be loaded. */
  readonly refused: readonly DatasetTrouble[]
  readonly datasetFiles: DatasetFiles
  readonly documents: Documents
  readonly settings: SettingsStore
  readonly guide: GuideStore
  readonly scenarios: ScenarioLibrary
  readonly scores: ScoreQueue
  readonly services: WatchedServices
  readonly environments: EnvironmentStore
  readonly airflow: AirflowControl
  readonly alerts: AlertSettingsStore
  readonly notifier: Notifier
  readonly browserNotifier: BrowserNotifier
  readonly desktop: Desktop | null
  readonly openTarget: OpenTarget
  readonly testConnections: ApiContext['testConnections']
  readonly logLine: (name: string, line: string) => void
}

/** The pipeline over one backend, with everything that the api, the hosts and the command line need. */
export interface Session extends ApiContext {
  readonly ports: Ports
  /** The services that `flow.start` brings up. */
  neededServices(): ServiceId[]
  /** Aborts when `run` ends: the ports are closed from then on. */
  readonly closing: AbortSignal
  /** Looks for due windows at once: timers do not count the time that the system was asleep. */
  wake(): void
  /** The source makes no more events: the remaining windows may close. */
  sourceEnded(): void
  /** Runs until the signal aborts, then stops every stage and closes the backend. */
  run(signal: AbortSignal): Promise<void>
}

/** Throws `settings-invalid`. Owns the backend from now on: closes it when this throws, and at the end of `run`. */
export async function openSession(options: SessionOptions): Promise<Session> {
  try {
    return await assemble(options)
  } catch (thrown) {
    await options.backend.close()
    throw thrown
  }
}

async function assemble(options: SessionOptions): Promise<Session> {
  const { backend, dataDir, datasets, documents, settings, scenarios, scores, services, notifier, browserNotifier } =
    options
  const { ports, stateDir } = backend
  const { clock } = ports
  const background = createBackgroundTasks(options.logLine)
  const closing = new AbortController()

  const replays = await openReplays(stateDir, options.sampleFile, clock)
  const history = await openHistory(stateDir, ports)
  const horizon = (dataset: DatasetName) => Math.min(replays.horizon(dataset), history.horizon(dataset))
  const tracker = createWindowTracker(ports, datasets, horizon)
  const reported = createFeed<Readonly<Record<DatasetName, number>>>({})
  const alerting = await openIncidents({
    dir: join(stateDir, 'incidents'),
    clock,
    datasets,
    alertSettings: options.alerts,
    notifier,
  })
  const { incidents, bands, outbox, dispatcher } = alerting
  const tellReported = (dataset: DatasetName) =>
    reported.publish({ ...reported.value, [dataset]: (reported.value[dataset] ?? 0) + 1 })
  // The settings may already name the backend that follows this session.
  const chosen = backendInUse({ backend: backend.name, environment: backend.environment })
  const gate = createStartGate(() => minuteWorkOn(settings.feed.value.analysis, chosen).scheduler)
  const wakeups = { extract: createWakeup(), analyse: createWakeup(), report: createWakeup() }
  const reanalysis = createReanalysis(ports, tracker, gate)
  const windows = { tracker, reanalysis, gate, wakeups, bands, reported }

  const troubles = createDatasetTroubles(options.refused)
  const wanted = createStageInstructionsFeed(
    { settings: settings.feed, replays: replays.group.jobs.requests, history: history.keeper.request },
    await countStart(folderDocuments(stateDir)),
    backend.sink ?? null,
  )
  const flow = createFlow({
    backend,
    moduleDir: options.moduleDir,
    datasets,
    troubles,
    wanted: wanted.feed,
    windowParts: () => windowParts,
    logLine: options.logLine,
    onFault(fault) {
      if (fault.code === 'log-behind-store') background.add(backend.logBehind(fault.dataset))
    },
    onHistory: (progress) => background.add(history.keeper.progress(progress)),
    onReplay: (progress) => background.add(replays.progress(progress, tracker)),
    onReport(dataset) {
      tellReported(dataset)
      background.add(replays.finish(dataset, tracker))
      background.add(history.finish(tracker))
    },
  })
  const sourceActivity = createSourceActivity(flow.runner.feed, settings.feed, clock)
  const windowParts: WindowParts = {
    tracker,
    incidents,
    bands,
    gate,
    wakeups,
    liveSince: (dataset) => sourceActivity.since(dataset),
    partly: (dataset, start) => history.partly(dataset, start) ?? sourceActivity.partly(dataset, start),
    otherRate: history.otherRate,
    historyEnd: history.end,
  }
  const load = sampleLoad({
    usage: appUsage(() => backend.storePid()),
    services: () => services.usage.value,
    flow: () => {
      const stages = flow.runner.feed.value
      const state = flowState({ stages, wanted: flow.runner.wanted, servicesStart: false })
      const eventsPerSecond = stages.find(({ id }) => id === 'sink')?.ratePerSecond ?? 0
      return { eventsPerSecond, steady: state === 'flowing' }
    },
    clock,
  })
  const alarms = watchAlarms({
    ...{ backend, dataDir, datasets, incidents, services, windows, replays: replays.group, history: history.keeper },
    ...{ runner: flow.runner, alerts: { settings: options.alerts, outbox, dispatcher }, logLine: options.logLine },
  })
  const copies = await openCopies({ ...options, runner: flow.runner, tracker })
  for (const fault of [...backend.damages, ...alerting.damages]) flow.runner.note(stageOfDamagedFile(fault), fault)

  return {
    info: {
      version,
      backend: backend.name,
      ...(backend.environment !== undefined && { environment: backend.environment }),
      dataDir,
      startedAt: clock.now(),
      notifications: notifier === browserNotifier ? 'browser' : 'system',
    },
    datasets,
    datasetFiles: options.datasetFiles,
    ports,
    documents,
    settings: settingsBesideCopies(settings, copies),
    guide: options.guide,
    scenarios,
    scores,
    services,
    environments: options.environments,
    airflow: options.airflow,
    testConnections: options.testConnections,
    flow: {
      ...flow,
      start(ids) {
        copies.refuseStages()
        const needed = backend.neededServices()
        if (needed.length > 0) services.start(needed)
        flow.runner.want(ids, true)
      },
    },
    containerLines,
    replays: replays.group,
    history: history.keeper,
    copies,
    windows,
    incidents,
    alerts: { settings: options.alerts, outbox, dispatcher, browserNotifier },
    desktop: options.desktop,
    load: load.feed,
    usage: appUsage(() => backend.storePid()),
    objectUri: backend.objectUri,
    refusal: backend.refusal,
    neededServices: backend.neededServices,
    closing: closing.signal,
    wake: () => wakeups.extract.wake(),
    sourceEnded() {
      replays.sourceEnded()
      history.sourceEnded()
    },
    async run(signal) {
      signal.addEventListener('abort', () => closing.abort(), { once: true })
      // It reads the store, which ends with its stage.
      signal.addEventListener('abort', () => void copies.close(), { once: true })
      // The app may have died after it labelled a scenario's end and before it stopped the scenario, which then continues.
      const { scenario } = settings.feed.value.producer
      if (scenario && backend.refusal === null) background.add(putGroundTruth(ports.objects, scenario))
      // The app may have died after the last report and before it marked the replay as done.
      for (const { name } of datasets) background.add(replays.finish(name, tracker))
      background.add(history.finish(tracker))
      const stages = [flow.runner, sourceActivity, alerting, windows.reanalysis]
      const parts = [...stages, replays, wanted, load, alarms]
      const loops = [...parts.map((part) => part.run(signal)), followEngine(settings.feed, chosen, flow.runner, signal)]
      if (backend.refusal === null) loops.push(settleResends({ ports, datasets, signal }))
      else {
        const log = (line: string) => options.logLine('report', line)
        loops.push(followReports({ ports, datasets, tracker, signal, onReport: tellReported, log }))
      }
      try {
        await Promise.all(loops)
      } finally {
        closing.abort()
        await copies.close()
        await background.ended()
        for (const saved of [replays.close(), history.keeper.keep()]) background.add(saved)
        await background.ended()
        await alerting.close()
        await backend.close()
      }
    },
  }
}
