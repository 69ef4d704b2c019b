import { TextInput } from '@mantine/core'
import { type WindowStart, windowOf } from '@shared/model/window'

interface MinuteInputProps {
  /** Shown above the input; without it, the input has a name for screen readers only. */
  label?: string
  /** In the format of `minuteText`, or incomplete while typing. */
  value: string
  onChange(text: string): void
}

/** An input for a minute, UTC. */
export function MinuteInput({ label, value, onChange }: MinuteInputProps) {
  return (
    <TextInput
      type="datetime-local"
      {...(label === undefined ? { 'aria-label': 'Minute, UTC', title: 'UTC' } : { label: `${label}, UTC` })}
      max="9999-12-31T23:59"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

export function minuteText(start: WindowStart): string {
  return new Date(start).toISOString().slice(0, 16)
}

/** Null while the text is not a minute. */
export function minuteOf(text: string): WindowStart | null {
  const ms = Date.parse(`${text.slice(0, 16)}:00.000Z`)
  return Number.isNaN(ms) ? null : windowOf(ms)
}
