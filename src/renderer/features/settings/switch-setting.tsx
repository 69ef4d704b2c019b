import { Switch } from '@mantine/core'
import type { SettingsChange } from '@shared/contract'
import { SettingRow } from './setting-row'
import { useSettingChange } from './use-setting-change'

interface SwitchSettingProps {
  label: string
  sentence: string
  on: boolean
  disabled?: boolean
  changeOf(on: boolean): SettingsChange
}

export function SwitchSetting({ label, sentence, on, disabled = false, changeOf }: SwitchSettingProps) {
  const { change, problem } = useSettingChange()
  return (
    <SettingRow label={label} sentence={sentence} problem={problem}>
      {(ids) => (
        <Switch
          {...ids}
          withThumbIndicator={false}
          checked={on}
          disabled={disabled}
          onChange={(event) => void change(changeOf(event.currentTarget.checked))}
        />
      )}
    </SettingRow>
  )
}
