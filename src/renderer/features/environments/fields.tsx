import { PasswordInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import type { Pem, SecretName } from '@shared/model/environment'
import { useId } from 'react'
import classes from './fields.module.css'
import type { EnvironmentDraft } from './use-environment-draft'

interface TextFieldProps {
  label: string
  value: string
  onChange(value: string): void
  error?: string | null
  description?: string
  placeholder?: string
}

export function TextField({ onChange, error = null, ...rest }: TextFieldProps) {
  return (
    <TextInput
      {...rest}
      error={error}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** A text that may be left out: empty is null. */
export function OptionalField({
  value,
  onChange,
  ...rest
}: Omit<TextFieldProps, 'value' | 'onChange'> & { value: string | null; onChange(value: string | null): void }) {
  return <TextField {...rest} value={value ?? ''} onChange={(text) => onChange(text === '' ? null : text)} />
}

interface SecretFieldProps {
  label: string
  name: SecretName
  draft: EnvironmentDraft
}

/** A secret goes to the sealed file and is never shown again. */
export function SecretField({ label, name, draft }: SecretFieldProps) {
  return (
    <PasswordInput
      label={label}
      autoComplete="new-password"
      placeholder={draft.isKept(name) ? 'Saved; leave empty to keep it' : ''}
      value={draft.secrets[name] ?? ''}
      onChange={(event) => draft.changeSecret(name, event.currentTarget.value)}
    />
  )
}

interface ChoiceFieldProps<T extends string> {
  label: string
  value: T
  choices: readonly { readonly value: T; readonly label: string }[]
  onChange(value: T): void
}

export function ChoiceField<T extends string>({ label, value, choices, onChange }: ChoiceFieldProps<T>) {
  const id = useId()
  return (
    <div className={classes.choice}>
      <span id={id} className={classes.label}>
        {label}
      </span>
      <SegmentedControl
        aria-labelledby={id}
        fullWidth
        size="xs"
        value={value}
        data={[...choices]}
        onChange={(chosen) => {
          const choice = choices.find((known) => known.value === chosen)
          if (choice) onChange(choice.value)
        }}
      />
    </div>
  )
}

interface PemFieldProps {
  label: string
  value: Pem | null
  onChange(value: Pem | null): void
  error?: string | null
}

/** The path of a PEM file, or its text: what begins with dashes is a text. */
export function PemField({ label, value, onChange, error = null }: PemFieldProps) {
  return (
    <Textarea
      label={label}
      description="The path of a PEM file on this machine, or its text"
      autosize
      minRows={1}
      maxRows={4}
      spellCheck={false}
      error={error}
      value={value === null ? '' : 'text' in value ? value.text : value.file}
      onChange={(event) => {
        const text = event.currentTarget.value
        if (text.trim() === '') onChange(null)
        else onChange(text.includes('-----') ? { text } : { file: text })
      }}
    />
  )
}
