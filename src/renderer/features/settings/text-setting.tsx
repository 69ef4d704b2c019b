import { TextInput } from '@mantine/core'
import type { SettingsChange } from '@shared/contract'
import { SettingRow } from './setting-row'
import { useSavedDraft } from './use-saved-draft'

interface TextSettingProps {
  label: string
  sentence: string
  /** The saved value. */
  value: string
  changeOf(value: string): SettingsChange
}

export function TextSetting({ label, sentence, value, changeOf }: TextSettingProps) {
  const { draft, setDraft, problem, events } = useSavedDraft<string>((draft) =>
    draft.trim() === value ? null : changeOf(draft.trim()),
  )
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
          {...events}
        />
      )}
    </SettingRow>
  )
}
