import type { HttpAuth, SecretName } from '@shared/model/environment'
import { ChoiceField, SecretField, TextField } from './fields'
import type { EnvironmentDraft } from './use-environment-draft'

interface LoginFieldsProps {
  value: HttpAuth
  onChange(value: HttpAuth): void
  path: string
  password: SecretName
  token: SecretName
  draft: EnvironmentDraft
}

const KINDS = [
  { value: 'none', label: 'None' },
  { value: 'basic', label: 'User and password' },
  { value: 'bearer', label: 'Token' },
] as const

/** How to log in over HTTP. */
export function LoginFields({ value, onChange, path, password, token, draft }: LoginFieldsProps) {
  return (
    <>
      <ChoiceField
        label="Login"
        value={value.kind}
        choices={KINDS}
        onChange={(kind) => onChange(kind === 'basic' ? { kind, username: '' } : { kind })}
      />
      {value.kind === 'basic' && (
        <>
          <TextField
            label="User"
            value={value.username}
            error={draft.errorOf(`${path}.username`)}
            onChange={(username) => onChange({ kind: 'basic', username })}
          />
          <SecretField label="Password" name={password} draft={draft} />
        </>
      )}
      {value.kind === 'bearer' && <SecretField label="Token" name={token} draft={draft} />}
    </>
  )
}
