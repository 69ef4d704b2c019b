import type { Clock } from '@main/ports/clock'
import { createFeed, type Feed } from '@main/signals/feed'
import { createWakeup } from '@main/signals/wakeup'
import { backoff } from '@shared/lib/backoff'
import { assertNever } from '@shared/model/assert-never'
import { type Fault, faultOf } from '@shared/model/fault'
import type { StageFigures, StageId, StageState, StageStatus } from '@shared/model/stage'
import { createEventMeter, createWindowMeter, type RateMeter } from './rate-meter'
import { type NewsItem, newsItem, type StageDefinition, type Tell } from './stage'

const HISTORY_SECONDS = 60
const MEASURE_MS = 1_000
const BACKOFF_MS = [500, 1_000, 2_000, 5_000] as const
/** A run that lasted this long was a good one: the next failure restarts the back-off. */
const GOOD_RUN_MS = 30_000

export interface RunnerOptions {
  readonly stages: readonly StageDefinition[]
  readonly subtitles: () => Readonly<Record<StageId, string>>
  readonly clock: Clock
  /** Why no stage may run, which each of them shows; null when they may. */
  readonly refusal?: Fault | null
  /** Runs one stage to its end, in whichever thread it belongs to. */
  readonly launch: (stage: StageDefinition, tell: Tell, signal: AbortSignal) => Promise<void>
  /**
   * Figures of a stage that are computed outside of it, once a second in any state of the stage. While they are unavailable the
   * backlog is unknown.
   */
  readonly figures?: Partial<Record<StageId, () => Promise<Pick<StageFigures, 'total' | 'backlog'>>>>
  /** News that the runner does not keep itself. */
  readonly onNews: (stage: StageId, item: NewsItem) => void
}

/** Owns start, stop, retry, status and rates of all stages: wanted against observed, one loop per stage. */
export interface Runner {
  readonly feed: Feed<readonly StageStatus[]>
  want(ids: readonly StageId[], running: boolean): void
  wanted(id: StageId): boolean
  /** Stops the stages that are running or starting, and restarts them at once. */
  renew(ids: readonly StageId[]): void
  /** Reads the subtitles again. */
  retitle(): void
  /** Shows a fault on the stage's card, although the stage is running. */
  note(id: StageId, fault: Fault): void
  /** Keeps the stages as wanted until the signal aborts, then stops them all. */
  run(signal: AbortSignal): Promise<void>
}

/** Stages that handle one window a minute instead of events. */
const OF_WINDOWS: ReadonlySet<StageId> = new Set(['extract', 'analyse', 'report'])
/** These faults are notes, or concern single windows or datasets: the stage itself works. */
const NO_HINDRANCE: ReadonlySet<Fault['code']> = new Set([
  'window-failed',
  'windows-of-unknown-dataset',
  'log-replaced',
])
const NOTHING: StageFigures = { total: 0, unit: 'events', backlog: null, note: '' }

export function createRunner(options: RunnerOptions): Runner {
  const { stages, clock, refusal = null } = options
  const status = new Map<StageId, StageStatus>(
    stages.map((stage) => [
      stage.id,
      {
        id: stage.id,
        title: stage.title,
        subtitle: options.subtitles()[stage.id],
        state: { state: 'stopped' },
        figures: NOTHING,
        ratePerSecond: 0,
        history: [],
        lastWindow: null,
        nextAt: null,
        lastFault: null,
        hindrance: null,
      },
    ]),
  )
  const wanted = new Set<StageId>()
  const renewed = new Set<StageId>()
  const wakeups = new Map(stages.map((stage) => [stage.id, createWakeup()]))
  const meters = new Map<StageId, RateMeter>(
    stages.map(({ id }) => [id, OF_WINDOWS.has(id) ? createWindowMeter() : createEventMeter()]),
  )
  const feed = createFeed<readonly StageStatus[]>([...status.values()])

  const statusOf = (id: StageId) => status.get(id) as StageStatus
  const patch = (id: StageId, change: Partial<StageStatus>) => {
    status.set(id, { ...statusOf(id), ...change })
    feed.publish([...status.values()])
  }
  const setState = (id: StageId, state: StageState) => {
    if (state.state === 'running') meters.get(id)?.restart(clock.elapsed())
    patch(id, { state, hindrance: null })
    for (const stage of stages) if (stage.needs.includes(id)) wakeups.get(stage.id)?.wake()
  }
  const isRunning = (id: StageId) => statusOf(id).state.state === 'running'
  const blocker = (stage: StageDefinition) => stage.needs.find((id) => !isRunning(id))
  const rememberFault = (id: StageId, fault: Fault) => {
    patch(id, { lastFault: { fault, at: clock.now() } })
    options.onNews(id, newsItem('fault', fault))
  }

  const reporterFor = (id: StageId): Tell => {
    return (kind, news) => {
      const item = newsItem(kind, news)
      switch (item.kind) {
        case 'ready':
          // A stage that is being stopped may still report a fault.
          if (statusOf(id).state.state === 'starting') setState(id, { state: 'running' })
          return
        case 'count':
          return meters.get(id)?.add(item.news, clock.elapsed())
        case 'figures':
          return patch(id, { figures: item.news })
        case 'note':
          return patch(id, { figures: { ...statusOf(id).figures, note: item.news } })
        case 'fault':
          if (item.news) rememberFault(id, item.news)
          return patch(id, { hindrance: item.news && NO_HINDRANCE.has(item.news.code) ? null : item.news })
        case 'window':
          patch(id, { lastWindow: item.news.start })
          return options.onNews(id, item)
        case 'nextAt':
          return patch(id, { nextAt: item.news })
        case 'dataset':
        case 'live':
        case 'freshness':
        case 'replay':
        case 'history':
          return options.onNews(id, item)
        default:
          return assertNever(item)
      }
    }
  }

  /** One attempt: runs until the stage ends, is unwanted, or loses a stage it needs. */
  const attempt = async (stage: StageDefinition, signal: AbortSignal): Promise<Fault | null> => {
    const end = new AbortController()
    const wakeup = wakeups.get(stage.id)
    renewed.delete(stage.id)
    setState(stage.id, { state: 'starting' })
    const watch = (async () => {
      while (!end.signal.aborted) {
        if (signal.aborted || !wanted.has(stage.id) || blocker(stage) || renewed.has(stage.id)) {
          setState(stage.id, { state: 'stopping' })
          end.abort()
        } else await wakeup?.wait(1_000, AbortSignal.any([end.signal, signal]))
      }
    })()
    try {
      await options.launch(stage, reporterFor(stage.id), end.signal)
      return null
    } catch (thrown) {
      return end.signal.aborted ? null : faultOf(thrown, stage.title)
    } finally {
      end.abort()
      await watch
    }
  }

  const keep = async (stage: StageDefinition, signal: AbortSignal) => {
    const wakeup = wakeups.get(stage.id)
    let failures = 0
    while (!signal.aborted) {
      const blockedBy = wanted.has(stage.id) && refusal === null ? blocker(stage) : null
      if (blockedBy !== undefined) {
        const state: StageState = blockedBy === null ? { state: 'stopped' } : { state: 'waiting', for: blockedBy }
        if (JSON.stringify(statusOf(stage.id).state) !== JSON.stringify(state)) setState(stage.id, state)
        await wakeup?.wait(1_000, signal)
        continue
      }
      const startedAt = clock.elapsed()
      const fault = await attempt(stage, signal)
      if (!fault) {
        failures = 0
        continue
      }
      if (clock.elapsed() - startedAt > GOOD_RUN_MS) failures = 0
      const delay = backoff(++failures, BACKOFF_MS)
      rememberFault(stage.id, fault)
      setState(stage.id, { state: 'retrying', fault, at: clock.now() + delay })
      const retryAt = clock.elapsed() + delay
      while (clock.elapsed() < retryAt && wanted.has(stage.id) && !signal.aborted) {
        await wakeup?.wait(retryAt - clock.elapsed(), signal)
      }
    }
    setState(stage.id, { state: 'stopped' })
  }

  const measureRates = async (signal: AbortSignal) => {
    while (!signal.aborted) {
      await clock.sleep(MEASURE_MS, signal)
      for (const { id } of stages) {
        const rate = isRunning(id) ? (meters.get(id)?.perSecond(clock.elapsed()) ?? 0) : 0
        const history = [...statusOf(id).history, rate].slice(-HISTORY_SECONDS)
        status.set(id, { ...statusOf(id), ratePerSecond: rate, history })
      }
      feed.publish([...status.values()])
    }
  }

  const followFigures = async (id: StageId, ask: () => Promise<Pick<StageFigures, 'total' | 'backlog'>>) => {
    const { figures } = statusOf(id)
    const known = await ask().catch(() => ({ total: figures.total, backlog: null }))
    patch(id, { figures: { ...statusOf(id).figures, ...known } })
  }
  const measureFigures = async (signal: AbortSignal) => {
    const asked = stages.flatMap(({ id }) => {
      const ask = options.figures?.[id]
      return ask ? [{ id, ask }] : []
    })
    while (!signal.aborted) {
      await Promise.all(asked.map(({ id, ask }) => followFigures(id, ask)))
      await clock.sleep(MEASURE_MS, signal)
    }
  }

  return {
    feed,
    want(ids, running) {
      for (const id of ids) {
        if (running && refusal !== null) rememberFault(id, refusal)
        if (running) wanted.add(id)
        else wanted.delete(id)
        wakeups.get(id)?.wake()
      }
    },
    wanted: (id) => wanted.has(id),
    renew(ids) {
      for (const id of ids) {
        renewed.add(id)
        wakeups.get(id)?.wake()
      }
    },
    retitle() {
      const subtitles = options.subtitles()
      for (const [id, known] of status) status.set(id, { ...known, subtitle: subtitles[id] })
      feed.publish([...status.values()])
    },
    note: rememberFault,
    async run(signal) {
      await Promise.all([...stages.map((stage) => keep(stage, signal)), measureRates(signal), measureFigures(signal)])
    },
  }
}
