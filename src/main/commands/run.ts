import { readScenario } from '@main/adapters/folder/read-scenario'
import type { Session } from '@main/composition/session'
import { putGroundTruth } from '@main/pipeline/source/scenarios/ground-truth'
import { TYPES } from '@main/pipeline/source/shop-visit'
import { LONGEST_TIMER_MS } from '@shared/lib/time'
import { FaultError } from '@shared/model/fault'
import { ENGINE_TITLES, type Engine } from '@shared/model/minute-work'
import type { Rate } from '@shared/model/settings'
import { StageId, type StageState } from '@shared/model/stage'
import { type BackendOptions, backendChange } from './backend-options'
import { type InstallPaths, openPlainApp } from './install-paths'
import { printFaults } from './print-faults'
import { drained, printSummary, settled, summaryOf } from './run-summary'
import { startNeededServices } from './start-needed-services'
import { print } from './terminal'
import { withSession } from './with-session'

export interface RunOptions extends BackendOptions {
  readonly dataDir: string
  readonly engine?: Engine
  readonly rate: Rate
  readonly for?: number
  readonly dataset: string
  readonly seed: number
  /** A scenario file that disturbs the simulator, from the beginning of the run on. */
  readonly scenario?: string
  readonly json?: true
}

/** Resolves once these stages are in these states, or when the signal aborts. */
async function until(
  { flow: { runner } }: Session,
  wanted: Partial<Record<StageId, StageState['state']>>,
  signal: AbortSignal,
): Promise<void> {
  for await (const stages of runner.feed.follow(signal)) {
    if (stages.every(({ id, state }) => wanted[id] === undefined || wanted[id] === state.state)) return
  }
}

/** Runs the pipeline with the simulator, then lets what is on its way arrive, and prints a summary. */
export async function run(paths: InstallPaths, options: RunOptions, signal: AbortSignal): Promise<void> {
  const { dataset } = options
  const scenario =
    options.scenario === undefined
      ? null
      : { scenario: await readScenario(options.scenario, TYPES), startedAt: Date.now() }
  const app = await openPlainApp(paths, options.dataDir, {
    ...backendChange(options),
    // One run is started here, and ends when its windows are reported.
    analysis: { scheduler: 'croner', ...(options.engine && { engine: options.engine }) },
    producer: { enabled: true, rate: options.rate, seed: options.seed, scenario },
  })
  const first = app.current()
  if (options.engine && !options.json) {
    const { backend, environment } = first.info
    print(`Engine of this run on ${environment ?? backend}: ${ENGINE_TITLES[options.engine]}.`)
  }
  const { clock, objects } = first.ports
  const running = new AbortController()
  const ended = app.run(running.signal)
  let troubles = Promise.resolve()
  try {
    if (first.refusal) throw new FaultError(first.refusal)
    if (!(await startNeededServices(first, signal))) return
    if (scenario) await putGroundTruth(objects, scenario)
    // The source may make events before the sink is ready, and they belong to this run.
    const from = clock.now()
    first.flow.runner.want(StageId.options, true)
    troubles = printFaults(app, running.signal)
    const logged = async ({ ports }: Session) => (await ports.log.usage(dataset)).appended
    const started = async (session: Session, over: AbortSignal) => {
      await until(session, { source: 'running', sink: 'running' }, AbortSignal.any([over, signal]))
      return { session, began: clock.elapsed(), before: await logged(session) }
    }
    const begun = await withSession(app, started, running.signal)
    if (!begun) return
    const { began, before } = begun

    await clock.sleep(options.for ?? LONGEST_TIMER_MS, signal)
    let to: number | null = null
    const completed = async (session: Session, over: AbortSignal) => {
      session.flow.runner.want(['source'], false)
      await until(session, { source: 'stopped' }, over)
      to ??= clock.now()
      session.sourceEnded()
      await drained(session, dataset, over)
      const seconds = (clock.elapsed() - began) / 1_000
      await settled(session, dataset, over)
      // A log that is another one now does not know how many events the one before it had.
      const appended = session === begun.session ? (await logged(session)) - before : null
      return summaryOf(session, dataset, { from, to }, { appended, seconds, fileDeadLetters: 0 })
    }
    const summary = await withSession(app, completed, running.signal)
    if (summary) printSummary(summary, options.json ?? false)
  } finally {
    running.abort()
    await Promise.all([ended, troubles])
  }
}
