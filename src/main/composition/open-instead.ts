import type { SettingsStore } from '@main/api/context'
import { faultOf } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { Settings } from '@shared/model/settings'
import type { Session } from './session'
import type { KeptSettings } from './settings-store'

interface Parts {
  readonly open: () => Promise<Session>
  readonly settings: SettingsStore
  readonly overrule: KeptSettings['overrule']
  readonly log: (line: string) => void
}

/**
 * Opens a session although the chosen backend cannot be opened: on the one before it, or, where that is the same or fails too, on the embedded
 * one for this run. The log file and the log's card say why: the window is where it can be corrected.
 */
export async function openInstead(
  { open, settings, overrule, log }: Parts,
  thrown: unknown,
  before: Pick<Settings, 'backend' | 'environment'> | null,
): Promise<Session> {
  const fault = faultOf(thrown, 'Backend')
  const { backend, environment } = settings.feed.value
  log(`The ${backend} backend cannot be opened: ${faultMessage(fault)}`)
  const isOther = before !== null && (before.backend !== backend || before.environment !== environment)
  const returned = isOther ? await returnTo(before).catch(() => null) : null
  if (returned === null) overrule({ backend: 'embedded' })
  const instead = returned ?? (await open())
  instead.flow.runner.note('log', fault)
  return instead

  async function returnTo(former: Pick<Settings, 'backend' | 'environment'>): Promise<Session> {
    await settings.change(former)
    return open()
  }
}
