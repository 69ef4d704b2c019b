import type { SettingsStore } from '@main/api/context'
import type { Documents } from '@main/ports/documents'
import { createFeed } from '@main/signals/feed'
import type { SettingsChange } from '@shared/contract'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { FaultError } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import { z } from 'zod'
import { chosenAfter } from './checked-settings'

const DOCUMENT = 'settings.json'

export interface KeptSettings extends SettingsStore {
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
  let kept = parse((await documents.read(DOCUMENT)) ?? {})
  const feed = createFeed(parse(merge(kept, override)))
  const apply = async (change: SettingsChange) => {
    const next = parse(merge(kept, change))
    const inForce = parse(merge(feed.value, change))
    await documents.write(DOCUMENT, next)
    kept = next
    feed.publish(inForce)
    return inForce
  }
  /** Each change starts from the result of the change before it. */
  const inTurn = oneAtATime()
  return {
    feed,
    change: (change) => inTurn(() => apply(change)),
    overrule: (change) => feed.publish(parse(merge(feed.value, change))),
  }
}

function merge(settings: Settings, change: SettingsChange): unknown {
  return {
    ...chosenAfter(settings, change),
    web: { ...settings.web, ...change.web },
    desktop: { ...settings.desktop, ...change.desktop },
    sink: { ...settings.sink, ...change.sink },
    spark: { ...settings.spark, ...change.spark },
    analysis: { ...settings.analysis, ...change.analysis },
    airflow: { ...settings.airflow, ...change.airflow },
    services: { ...settings.services, ...change.services },
    producer: { ...settings.producer, ...change.producer },
    log: { ...settings.log, ...change.log },
    store: { ...settings.store, ...change.store },
    windows: { ...settings.windows, ...change.windows },
  }
}
