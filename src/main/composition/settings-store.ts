import type { SettingsStore } from '@main/api/context'
import type { Documents } from '@main/ports/documents'
import { createFeed } from '@main/signals/feed'
import type { SettingsChange } from '@shared/contract'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import type { ChosenBackend } from '@shared/model/app'
import { type Fault, FaultError } from '@shared/model/fault'
import { withMinuteWork } from '@shared/model/minute-work'
import { Settings } from '@shared/model/settings'
import { z } from 'zod'
import { chosenAfter } from './checked-settings'
import { migrateSettings } from './migrate-settings'

const DOCUMENT = 'settings.json'

export interface KeptSettings extends SettingsStore {
  /** What the file of an earlier version holds and this one could not take over. */
  readonly notKept: readonly Fault[]
  /** Changes settings for this run only: nothing is saved. */
  overrule(change: SettingsChange): void
}

/** `override` has the settings of the command line: only for this run, never saved. */
export async function openSettings(documents: Documents, override: SettingsChange = {}): Promise<KeptSettings> {
  const parse = (value: unknown): Settings => {
    const parsed = Settings.safeParse(value)
    if (parsed.success) return parsed.data
    const problem = z.prettifyError(parsed.error).replaceAll('\n', ' ')
    throw new FaultError({ code: 'settings-invalid', file: documents.path(DOCUMENT), problem })
  }
  const migrated = migrateSettings((await documents.read(DOCUMENT)) ?? {}, documents.path(DOCUMENT))
  let kept = parse(migrated.settings)
  const feed = createFeed(parse(merge(kept, override, chosenAfter(kept, override))))
  const apply = async (change: SettingsChange) => {
    // What is saved may name another backend than this run uses: a choice is for the one that the user sees.
    const chosen = chosenAfter(feed.value, change)
    const next = parse(merge(kept, change, chosen))
    const inForce = parse(merge(feed.value, change, chosen))
    await documents.write(DOCUMENT, next)
    kept = next
    feed.publish(inForce)
    return inForce
  }
  /** Each change starts from the result of the change before it. */
  const inTurn = oneAtATime()
  return {
    feed,
    notKept: migrated.faults,
    change: (change) => inTurn(() => apply(change)),
    overrule: (change) => feed.publish(parse(merge(feed.value, change, chosenAfter(feed.value, change)))),
  }
}

/** `chosen`: whose engine and scheduler change. */
function merge(settings: Settings, change: SettingsChange, chosen: ChosenBackend): unknown {
  return {
    ...chosenAfter(settings, change),
    web: { ...settings.web, ...change.web },
    desktop: { ...settings.desktop, ...change.desktop },
    sink: { ...settings.sink, ...change.sink },
    spark: { ...settings.spark, ...change.spark },
    analysis: change.analysis ? withMinuteWork(settings.analysis, chosen, change.analysis) : settings.analysis,
    airflow: { ...settings.airflow, ...change.airflow },
    services: { ...settings.services, ...change.services },
    producer: { ...settings.producer, ...change.producer },
    log: { ...settings.log, ...change.log },
    store: { ...settings.store, ...change.store },
    windows: { ...settings.windows, ...change.windows },
  }
}
