import type { SettingsChange } from '@shared/contract'
import { useState } from 'react'
import { useApi } from '../../state/connection/connection-context'
import { errorWords, faultIn } from '../../state/connection/error-words'

export interface Change {
  /** Resolves to whether the change was saved. */
  change(change: SettingsChange): Promise<boolean>
  /** Why the last change was refused. */
  readonly problem: string | null
  forget(): void
}

/** Saves one setting, and shows the reason next to it if the change is refused. */
export function useSettingChange(): Change {
  const api = useApi()
  const [problem, setProblem] = useState<string | null>(null)
  return {
    problem,
    forget: () => setProblem(null),
    async change(change) {
      try {
        await api.settings.change(change)
        setProblem(null)
        return true
      } catch (thrown) {
        const fault = faultIn(thrown)
        setProblem(
          fault?.code === 'settings-invalid'
            ? `Could not be saved: ${fault.problem}.`
            : `Could not be saved. ${errorWords(thrown)}`,
        )
        return false
      }
    },
  }
}
