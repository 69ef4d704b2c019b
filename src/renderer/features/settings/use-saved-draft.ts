import type { SettingsChange } from '@shared/contract'
import { type KeyboardEvent, useState } from 'react'
import { useSettingChange } from './use-setting-change'

/**
 * A setting as it is typed, and the events of its field: Enter saves, and so does leaving the field; Escape restores the saved value.
 * `changeOf` returns null when there is nothing to save.
 */
export function useSavedDraft<T>(changeOf: (draft: T) => SettingsChange | null) {
  const { change, problem, forget } = useSettingChange()
  const [draft, setDraft] = useState<T | null>(null)
  const restore = () => {
    setDraft(null)
    forget()
  }
  const save = async () => {
    if (draft === null) return
    const wanted = changeOf(draft)
    if (wanted === null) return restore()
    if (await change(wanted)) setDraft(null)
  }
  return {
    draft,
    setDraft,
    problem,
    events: {
      onBlur: () => void save(),
      onKeyDown({ key }: KeyboardEvent) {
        if (key === 'Enter') void save()
        if (key === 'Escape') restore()
      },
    },
  }
}
