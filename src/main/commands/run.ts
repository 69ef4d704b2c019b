import { readScenario } from '@main/adapters/folder/read-scenario'
import { putTruth } from '@main/pipeline/source/scenarios/truth'
import { TYPES } from '@main/pipeline/source/walk'
import type { Rate, Settings } from '@shared/model/settings'
import { StageId } from '@shared/model/stage'
import { bringUp } from './bring-up'
import { drained, outcomeOf, settled, tellOutcome } from './outcome'
import { openPlainApp, type Place } from './place'
import { tellTroubles } from './tell-troubles'

export interface RunOptions {
  readonly dataDir: string
  readonly backend?: Settings['backend']
  readonly rate: Rate
  readonly for?: number
  readonly dataset: string
  readonly seed: number
  /** A scenario file that disturbs the simulator, from the beginning of the run on. */
  readonly scenario?: string
  readonly json?: true
}

/** Runs the pipeline with the simulator, then lets what is on its way arrive, and tells the outcome. */
export async function run(place: Place, options: RunOptions, signal: AbortSignal): Promise<void> {
  const { dataset } = options
  const scenario =
    options.scenario === undefined
      ? null
      : { scenario: await readScenario(options.scenario, TYPES), startedAt: Date.now() }
  const app = await openPlainApp(place, options.dataDir, {
    ...(options.backend ? { backend: options.backend } : {}),
    producer: { enabled: true, rate: options.rate, seed: options.seed, scenario },
  })
  const session = app.current()
  const { runner } = session
  const { clock, log, objects } = session.ports
  const running = new AbortController()
  const ended = app.run(running.signal)
  let troubles = Promise.resolve()
  try {
    if (!(await bringUp(session, signal))) return
    if (scenario) await putTruth(objects, scenario)
    runner.want(StageId.options, true)
    troubles = tellTroubles(session, running.signal)
    const state = (id: StageId) => runner.feed.value.find((stage) => stage.id === id)?.state.state
    const until = async (done: () => boolean, interruptible = true) => {
      for await (const _ of runner.feed.follow(running.signal)) {
        if (done() || (interruptible && signal.aborted)) return
      }
    }
    await until(() => state('source') === 'running' && state('sink') === 'running')
    const from = clock.now()
    const logged = async () => (await log.usage(dataset)).appended
    const before = await logged()

    await clock.sleep(options.for ?? 2 ** 31 - 1, signal)
    runner.want(['source'], false)
    await until(() => state('source') === 'stopped', false)
    const to = clock.now()
    session.sourceEnded()
    await drained(session, dataset, running.signal)
    const seconds = (clock.now() - from) / 1_000
    await settled(session, dataset, running.signal)
    const eventsPerSecond = ((await logged()) - before) / seconds
    tellOutcome(
      await outcomeOf(session, dataset, { from, to }, { eventsPerSecond, fileDeadLetters: 0 }),
      options.json ?? false,
    )
  } finally {
    running.abort()
    await Promise.all([ended, troubles])
  }
}
