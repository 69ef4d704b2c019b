import { NumberInput } from '@mantine/core'
import type { SettingsChange } from '@shared/contract'
import { type KeyboardEvent, useState } from 'react'
import { SettingRow } from './setting-row'
import { useSettingChange } from './use-setting-change'

interface NumberSettingProps {
  label: string
  sentence: string
  unit: string
  /** The saved value, in `unit`. */
  value: number
  changeOf(value: number): SettingsChange
}

/** Saves on Enter or when the field loses focus; Escape restores the saved value. */
export function NumberSetting({ label, sentence, unit, value, changeOf }: NumberSettingProps) {
  const { change, problem, forget } = useSettingChange()
  const [draft, setDraft] = useState<string | number | null>(null)

  const save = async () => {
    if (draft === null) return
    if (draft === '' || Number(draft) === value) return forgetDraft()
    if (await change(changeOf(Number(draft)))) setDraft(null)
  }
  const forgetDraft = () => {
    setDraft(null)
    forget()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void save()
    if (event.key === 'Escape') forgetDraft()
  }
  return (
    <SettingRow label={label} sentence={sentence} problem={problem}>
      {(ids) => (
        <NumberInput
          {...ids}
          w={130}
          value={draft ?? value}
          suffix={unit === '' ? '' : ` ${unit}`}
          thousandSeparator={unit === '' ? '' : ','}
          clampBehavior="none"
          hideControls
          error={problem !== null}
          onChange={setDraft}
          onBlur={() => void save()}
          onKeyDown={onKeyDown}
        />
      )}
    </SettingRow>
  )
}
