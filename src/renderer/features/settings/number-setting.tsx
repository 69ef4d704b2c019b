import { NumberInput } from '@mantine/core'
import type { SettingsChange } from '@shared/contract'
import { SettingRow } from './setting-row'
import { useSavedDraft } from './use-saved-draft'

interface NumberSettingProps {
  label: string
  sentence: string
  unit: string
  /** The saved value, in `unit`. */
  value: number
  changeOf(value: number): SettingsChange
}

export function NumberSetting({ label, sentence, unit, value, changeOf }: NumberSettingProps) {
  const { draft, setDraft, problem, events } = useSavedDraft<string | number>((draft) =>
    draft === '' || Number(draft) === value ? null : changeOf(Number(draft)),
  )
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
          {...events}
        />
      )}
    </SettingRow>
  )
}
