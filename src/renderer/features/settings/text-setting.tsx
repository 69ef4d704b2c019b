import { TextInput } from '@mantine/core'
import type { SettingsChange } from '@shared/contract'
import { type KeyboardEvent, useState } from 'react'
import { SettingRow } from './setting-row'
import { useSettingChange } from './use-setting-change'

interface TextSettingProps {
  label: string
  sentence: string
  /** The saved value. */
  value: string
  changeOf(value: string): SettingsChange
}

/** Saves on Enter or when the field loses focus; Escape restores the saved value. */
export function TextSetting({ label, sentence, value, changeOf }: TextSettingProps) {
  const { change, problem, forget } = useSettingChange()
  const [draft, setDraft] = useState<string | null>(null)

  const forgetDraft = () => {
    setDraft(null)
    forget()
  }
  const save = async () => {
    if (draft === null) return
    if (draft.trim() === value) return forgetDraft()
    if (await change(changeOf(draft.trim()))) setDraft(null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void save()
    if (event.key === 'Escape') forgetDraft()
  }
  return (
    <SettingRow label={label} sentence={sentence} problem={problem}>
      {(ids) => (
        <TextInput
          {...ids}
          w={300}
          value={draft ?? value}
          spellCheck={false}
          error={problem !== null}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={() => void save()}
          onKeyDown={onKeyDown}
        />
      )}
    </SettingRow>
  )
}
