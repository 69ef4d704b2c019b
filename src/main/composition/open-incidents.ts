import type { AlertSettingsStore } from '@main/pipeline/alerts/alert-settings-store'
import { createDispatcher } from '@main/pipeline/alerts/dispatcher'
import { createIncidentService } from '@main/pipeline/incidents/incident-service'
import { createFeed } from '@main/signals/feed'
import type { Dataset } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { version } from '../../../package.json'
import { openEmbeddedBands } from '../adapters/sqlite/bands'
import { openEmbeddedIncidents } from '../adapters/sqlite/incidents'
import { httpWebhooks } from '../adapters/webhook/http-webhooks'
import type { ApiContext } from '../api/context'
import type { BandStore } from '../ports/bands'
import type { Clock } from '../ports/clock'
import type { Notifier } from '../ports/notifier'

export interface OpenIncidentsOptions {
  /** The folder of its files. */
  readonly dir: string
  readonly clock: Clock
  readonly datasets: readonly Dataset[]
  readonly alertSettings: AlertSettingsStore
  readonly notifier: Notifier
}

/** The expected ranges, the incidents, and the notifications about them. */
export interface IncidentParts
  extends Pick<ApiContext, 'incidents'>,
    Pick<ApiContext['alerts'], 'outbox' | 'dispatcher'> {
  readonly bands: BandStore
  /** Damaged files that were set aside. */
  readonly damages: readonly Fault[]
  /** Delivers notifications until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

/** Throws `data-dir-newer`, `data-dir-not-writable`, `disk-full`. */
export async function openIncidents({
  dir,
  clock,
  datasets,
  alertSettings,
  notifier,
}: OpenIncidentsOptions): Promise<IncidentParts> {
  const damages: Fault[] = []
  const onDamage = (fault: Fault) => void damages.push(fault)
  const { store, outbox } = await openEmbeddedIncidents(dir, onDamage)
  const bands = await openEmbeddedBands(dir, onDamage).catch(async (thrown: unknown) => {
    await store.close()
    throw thrown
  })
  const changes = createFeed(0)
  const webhooks = httpWebhooks()
  const dispatcher = createDispatcher({ outbox, alertSettings, notifier, webhooks, clock, changes, version })
  return {
    bands,
    damages,
    incidents: createIncidentService({ store, clock, datasets, alerts: alertSettings.feed, changes }),
    outbox,
    dispatcher,
    run: (signal) => dispatcher.run(signal),
    async close() {
      await Promise.all([store.close(), bands.close()])
    },
  }
}
