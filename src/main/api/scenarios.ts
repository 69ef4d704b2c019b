import { putGroundTruth } from '@main/pipeline/source/scenarios/ground-truth'
import { scenarioRun } from '@main/pipeline/source/scenarios/scenario-run'
import type { RunningScenario, ScenarioRun } from '@shared/model/scenario'
import { api } from './base'
import type { ApiContext } from './context'
import { polled } from './throttle-and-poll'

const POLL_MS = 500

export const scenarios = {
  list: api.scenarios.list.handler(({ context }) => context.scenarios.list()),
  save: api.scenarios.save.handler(({ context, input }) => context.scenarios.save(input.scenario, input.id)),
  import: api.scenarios.import.handler(async ({ context, input }) =>
    context.scenarios.save(context.scenarios.parse(await input.file.text(), input.file.name)),
  ),
  remove: api.scenarios.remove.handler(({ context, input }) => context.scenarios.remove(input.id)),
  start: api.scenarios.start.handler(async ({ context, input }) => {
    const scenario = await context.scenarios.get(input)
    await labelStop(context)
    const running = { scenario, startedAt: context.ports.clock.now() }
    // Labels first: the score would count an unlabelled disturbance as false alarms.
    await putGroundTruth(context.ports.objects, running)
    await context.settings.change({ producer: { scenario: running } })
    return runOf(context, running)
  }),
  stop: api.scenarios.stop.handler(async ({ context }) => {
    await labelStop(context)
    await context.settings.change({ producer: { scenario: null } })
  }),
  feed: api.scenarios.feed.handler(async function* ({ context, signal }) {
    const run = async () => {
      const { scenario } = context.settings.feed.value.producer
      return scenario && runOf(context, scenario)
    }
    yield* polled(run, context.ports.clock, POLL_MS, signal)
  }),
}

type Context = Pick<ApiContext, 'ports' | 'settings' | 'flow'>

function runOf({ ports, settings, flow: { runner } }: Context, running: RunningScenario): ScenarioRun {
  const source = runner.feed.value.find(({ id }) => id === 'source')?.state.state
  return scenarioRun(running, ports.clock.now(), source === 'running' && settings.feed.value.producer.enabled)
}

/** The labels of a running scenario end now; an ended one keeps its labels. */
async function labelStop(context: Context): Promise<void> {
  const { scenario } = context.settings.feed.value.producer
  const now = context.ports.clock.now()
  if (scenario && scenarioRun(scenario, now, true).state !== 'over')
    await putGroundTruth(context.ports.objects, scenario, now)
}
