import { watchForAlarms } from '@main/pipeline/alarms/alarm-watch'
import { gatherFacts } from '@main/pipeline/alarms/gather-facts'
import { alarmRules } from '@main/pipeline/alarms/rules'
import type { Feed } from '@main/signals/feed'
import type { AlertSettings } from '@shared/model/alert'
import { thisMachine } from '../adapters/machine/this-machine'
import type { ApiContext } from '../api/context'
import type { Backend } from '../backends/backend'

type Watched = Pick<ApiContext, 'incidents' | 'services' | 'datasets' | 'replays' | 'history'> & {
  readonly backend: Pick<Backend, 'ports' | 'neededServices'>
  readonly dataDir: string
  readonly runner: ApiContext['flow']['runner']
  readonly tracker: ApiContext['windows']['tracker']
  readonly outbox: ApiContext['alerts']['outbox']
  readonly settings: Feed<AlertSettings>
}

/** Raises and ends the alarms of a session's pipeline while `run` runs. */
export function watchAlarms(watched: Watched): { run(signal: AbortSignal): Promise<void> } {
  const { backend, dataDir, incidents, runner, services, replays, history, settings } = watched
  const { clock } = backend.ports
  const machine = thisMachine()
  const gather = () =>
    gatherFacts({
      clock,
      runner,
      services: () => services.feed.value,
      needed: backend.neededServices,
      filling: () => replays.jobs.requests.value.length > 0 || history.request.value !== null,
      dataDir,
      freeDisk: machine.freeDisk,
      windows: async () => [],
      deadLetters: async () => [],
      webhooks: async () => [],
    })
  return { run: (signal) => watchForAlarms({ rules: alarmRules(), gather, incidents, settings, clock }, signal) }
}
