import type { SettingsStore } from '@main/api/context'
import type { Runner } from '@main/pipeline/runner'
import { type ChosenBackend, isSameBackend } from '@shared/model/app'
import { faultOf } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { KeptSettings } from './settings-store'

interface Opened {
  readonly flow: { readonly runner: Pick<Runner, 'note'> }
}

interface Parts<Session> {
  readonly open: () => Promise<Session>
  readonly settings: SettingsStore
  readonly overrule: KeptSettings['overrule']
  readonly log: (line: string) => void
}

/**
 * Opens a session although the chosen backend cannot be opened: on the one before it, or, where that is the same or fails too, on the embedded
 * one for this run. The log file and the log's card say why: the window is where it can be corrected.
 */
export async function openInstead<Session extends Opened>(
  { open, settings, overrule, log }: Parts<Session>,
  thrown: unknown,
  before: ChosenBackend | null,
): Promise<Session> {
  const fault = faultOf(thrown, 'Backend')
  log(`The ${settings.feed.value.backend} backend cannot be opened: ${faultMessage(fault)}`)
  const isOther = before !== null && !isSameBackend(before, settings.feed.value)
  const returned = isOther
    ? await settings
        .change(before)
        .then(open)
        .catch(() => null)
    : null
  if (returned === null) overrule({ backend: 'embedded' })
  const instead = returned ?? (await open())
  instead.flow.runner.note('log', fault)
  return instead
}
