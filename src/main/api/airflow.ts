import type { Workflow } from '@main/ports/workflow'
import type { Feed } from '@main/signals/feed'
import type { AirflowStatus } from '@shared/model/airflow'
import { type Fault, faultOf } from '@shared/model/fault'
import type { Settings } from '@shared/model/settings'
import { runInDocker, stopInDocker } from './airflow-in-docker'
import { api } from './base'
import type { ApiContext } from './context'
import { countDueWindows } from './minute-work/due-windows'
import { NEVER } from './throttle-and-poll'

const LOOK_EVERY_MS = 5_000

type Context = Pick<ApiContext, 'airflow' | 'datasets' | 'flow' | 'ports' | 'settings' | 'windows'>

export const airflow = {
  runInDocker: api.airflow.runInDocker.handler(({ context, signal }) => runInDocker(context, signal)),
  stopInDocker: api.airflow.stopInDocker.handler(({ context }) => stopInDocker(context)),
  feed: api.airflow.feed.handler(async function* ({ context, signal = NEVER }) {
    yield* statuses(context, signal)
  }),
  login: api.airflow.login.handler(({ context, input }) => context.airflow.setLogin(input.login)),
  pause: api.airflow.pause.handler(({ context, input, signal = NEVER }) =>
    act(context, (workflow) => workflow.pause(input.paused, signal)),
  ),
  clear: api.airflow.clear.handler(({ context, input, signal = NEVER }) =>
    act(context, (workflow) => workflow.clear(input.run, signal)),
  ),
  backfill: api.airflow.backfill.handler(({ context, input, signal = NEVER }) =>
    act(context, (workflow) => workflow.backfill(input.from, input.through, signal)),
  ),
}

/** What was done shows at once. */
async function act({ airflow }: Context, work: (workflow: Workflow) => Promise<void>): Promise<void> {
  await work(airflow.workflow())
  airflow.changes.publish(airflow.changes.value + 1)
}

/** Null while croner is the scheduler. Asks Airflow every few seconds, and after each change. */
async function* statuses(context: Context, signal: AbortSignal): AsyncGenerator<AirflowStatus | null> {
  const { airflow, settings } = context
  let dag: AirflowStatus['dag'] = { state: 'asking' }
  let asked: string | null = null
  while (!signal.aborted) {
    const seen = { settings: settings.feed.value, changes: airflow.changes.value, cutOff: airflow.cutOff.value }
    const chosen = context.windows.gate.scheduler() === 'airflow'
    if (chosen) {
      const address = JSON.stringify(seen.settings.airflow)
      if (asked !== address) {
        dag = { state: 'asking' }
        yield await statusOf(context, dag)
      }
      asked = address
      dag = await look(airflow, signal)
      if (signal.aborted) return
      yield await statusOf(context, dag)
    } else {
      asked = null
      yield null
    }
    await changed(context, seen, chosen ? LOOK_EVERY_MS : null, signal)
  }
}

async function look(airflow: Context['airflow'], signal: AbortSignal): Promise<AirflowStatus['dag']> {
  try {
    return { state: 'known', status: await airflow.workflow().look(signal) }
  } catch (thrown) {
    return { state: 'failed', fault: faultOf(thrown, 'Airflow') }
  }
}

async function statusOf(context: Context, dag: AirflowStatus['dag']): Promise<AirflowStatus> {
  const { airflow, settings } = context
  const { dagId } = settings.feed.value.airflow
  const [login, waiting] = [await airflow.loginKind(), await countDueWindows(context)]
  return { url: urlIfKnown(airflow), dagId, login, cutOff: airflow.cutOff.value, waiting, dag }
}

/** Empty while the container in Docker is not known. */
function urlIfKnown(airflow: Context['airflow']): string {
  try {
    return airflow.address().url
  } catch {
    return ''
  }
}

/** Resolves when the settings or Airflow's login have changed, something was done, or the time is over. */
async function changed(
  { airflow, settings, ports }: Context,
  seen: { readonly settings: Settings; readonly changes: number; readonly cutOff: Fault | null },
  withinMs: number | null,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController()
  const over = AbortSignal.any([signal, end.signal])
  const other = async <T>(feed: Feed<T>, before: T) => {
    for await (const value of feed.follow(over)) if (value !== before) end.abort()
  }
  const late = async (ms: number) => {
    await ports.clock.sleep(ms, over)
    end.abort()
  }
  const waits = [
    other(settings.feed, seen.settings),
    other(airflow.changes, seen.changes),
    other(airflow.cutOff, seen.cutOff),
  ]
  await Promise.all(withinMs === null ? waits : [...waits, late(withinMs)])
}
