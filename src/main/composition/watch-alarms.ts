import { watchForAlarms } from '@main/pipeline/alarms/alarm-watch'
import { gatherFacts } from '@main/pipeline/alarms/gather-facts'
import { overdueWindows } from '@main/pipeline/alarms/overdue-windows'
import { createWebhookProbe } from '@main/pipeline/alarms/probe-webhooks'
import { alarmRules } from '@main/pipeline/alarms/rules'
import { webhookFacts } from '@main/pipeline/alarms/webhook-facts'
import type { DatasetName } from '@shared/model/dataset'
import type { DeadLetter } from '@shared/model/dead-letter'
import type { ReplayJob } from '@shared/model/replay'
import { thisMachine } from '../adapters/machine/this-machine'
import type { ApiContext } from '../api/context'
import type { Backend } from '../backends/backend'
import type { DeadLetters } from '../ports/dead-letters'

const NEWEST_LETTERS = 200
const NEWEST_DELIVERIES = 200
/** More than a busy server logs in a few seconds. */
const MUCH_BYTES = 10_000_000
/** Windows change once a minute, and reading their counts takes longer than anything else here. */
const WINDOWS_EVERY_MS = 6_000

interface WatchedParts extends Pick<ApiContext, 'incidents' | 'services' | 'datasets' | 'replays' | 'history'> {
  readonly backend: Pick<Backend, 'ports' | 'neededServices' | 'refusal'>
  readonly dataDir: string
  readonly logLine: (name: string, line: string) => void
  readonly runner: ApiContext['flow']['runner']
  readonly windows: Pick<ApiContext['windows'], 'tracker' | 'gate'>
  readonly alerts: Pick<ApiContext['alerts'], 'settings' | 'outbox' | 'dispatcher'>
}

/** Raises and ends the alarms of a session's pipeline while `run` runs. */
export function watchAlarms(parts: WatchedParts): { run(signal: AbortSignal): Promise<void> } {
  const { backend, datasets, dataDir, incidents, runner, services, replays, history, windows, alerts } = parts
  const { clock, deadLetters } = backend.ports
  const airflow = () =>
    windows.gate.scheduler() === 'airflow' ? 'Airflow starts the work on windows: check that its DAG runs.' : null
  const readWindows = everySo(WINDOWS_EVERY_MS, clock.elapsed, () =>
    Promise.all(datasets.map((dataset) => overdueWindows(windows.tracker, dataset, airflow()))),
  )
  const readNewestLetters = newestLetters(deadLetters)
  const gather = () =>
    gatherFacts({
      clock,
      runner,
      services: () => services.feed.value,
      needed: backend.neededServices,
      filling: () => replays.jobs.feed.value.some(fillsTheLog) || history.request.value !== null,
      dataDir,
      freeDisk: thisMachine().freeDisk,
      // Where no stage may run, another Millrace watches the windows.
      windows: async () => (backend.refusal === null ? readWindows() : []),
      deadLetters: () =>
        Promise.all(
          datasets.map(async ({ name, title }) => ({ dataset: name, title, newest: await readNewestLetters(name) })),
        ),
      async webhooks() {
        if (alerts.settings.feed.value.webhooks.every(({ enabled }) => !enabled)) return []
        const deliveries = await alerts.outbox.deliveries({ limit: NEWEST_DELIVERIES })
        return webhookFacts(alerts.settings.feed.value.webhooks, deliveries, alerts.dispatcher.proven())
      },
    })
  const settings = alerts.settings.feed
  const probe = createWebhookProbe(alerts.outbox, clock)
  const log = (line: string) => parts.logLine('alarms', line)
  return {
    run: (signal) => watchForAlarms({ rules: alarmRules, gather, incidents, settings, clock, log, probe }, signal),
  }
}

/** A file that grows is followed for days: it fills the log only until its end is reached. */
function fillsTheLog({ state, speed, follow, bytes, bytesDone }: ReplayJob): boolean {
  return state === 'running' && speed === 'max' && (!follow || bytes - bytesDone > MUCH_BYTES)
}

/** Reads the newest dead letters of a dataset only when there are others than before. */
function newestLetters(letters: Pick<DeadLetters, 'list'>): (dataset: DatasetName) => Promise<readonly DeadLetter[]> {
  const known = new Map<DatasetName, readonly DeadLetter[]>()
  return async (dataset) => {
    const [last] = await letters.list({ dataset, limit: 1 })
    const before = known.get(dataset)
    if (before && before[0]?.id === last?.id) return before
    const newest = await letters.list({ dataset, limit: NEWEST_LETTERS })
    known.set(dataset, newest)
    return newest
  }
}

/** Asks again only after a while; a failed answer is asked for again at once. */
function everySo<T>(ms: number, elapsed: () => number, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: T } | null = null
  return async () => {
    if (last === null || elapsed() - last.at >= ms) {
      last = null
      last = { at: elapsed(), answer: await ask() }
    }
    return last.answer
  }
}
