import type { SettingsChange } from '@shared/contract'
import { FaultError } from '@shared/model/fault'
import type { Settings } from '@shared/model/settings'
import { api } from './base'

export const settings = {
  feed: api.settings.feed.handler(async function* ({ context, signal }) {
    yield* context.settings.feed.follow(signal)
  }),
  change: api.settings.change.handler(({ context, input }) => {
    refuseSinkThatIsNotThere(context.settings.feed.value, input)
    return context.settings.change(input)
  }),
}

/** You can choose another backend while Kafka Connect is the sink: a backend without it uses the built-in sink, and says so. */
function refuseSinkThatIsNotThere(inForce: Settings, change: SettingsChange): void {
  const backend = change.backend ?? inForce.backend
  if (change.sink?.kind !== 'connect' || backend === 'docker') return
  throw new FaultError({ code: 'sink-needs-docker', backend })
}
