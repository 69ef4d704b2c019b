import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import type { FieldRole } from '@shared/model/dataset'
import { useState } from 'react'
import {
  choicesFor,
  type DatasetDraft,
  type DraftProblems,
  outcomeValues,
  valuesOfText,
  withRole,
} from './dataset-draft'
import classes from './new-dataset-dialog.module.css'

interface RoleFieldsProps {
  draft: DatasetDraft
  problems: DraftProblems
  onChange(draft: DatasetDraft): void
}

const NONE = ''

interface RoleWords {
  readonly role: FieldRole
  readonly label: string
  readonly none: string
}

const FIRST: readonly RoleWords[] = [
  { role: 'time', label: 'Time of the event', none: 'Choose a field' },
  { role: 'type', label: 'Type', none: 'All events are alike' },
  { role: 'outcome', label: 'Outcome', none: 'No event is an error' },
]
const OTHERS: readonly RoleWords[] = [
  { role: 'latency', label: 'Latency in ms', none: 'None' },
  { role: 'errorCode', label: 'Error code', none: 'None' },
  { role: 'key', label: 'Key', none: 'None' },
  { role: 'id', label: 'Event id', none: 'None' },
  { role: 'user', label: 'User', none: 'None' },
  { role: 'session', label: 'Session', none: 'None' },
]

/** Which field has which meaning. */
export function RoleFields({ draft, problems, onChange }: RoleFieldsProps) {
  const select = ({ role, label, none }: RoleWords) => (
    <NativeSelect
      key={role}
      label={label}
      value={draft.roles[role] ?? NONE}
      error={role === 'time' ? problems.time : undefined}
      data={[{ value: NONE, label: none }, ...choicesFor(draft, role).map((path) => ({ value: path, label: path }))]}
      onChange={({ currentTarget: { value } }) => onChange(withRole(draft, role, value === NONE ? null : value))}
    />
  )
  return (
    <div className={classes.roles}>
      {FIRST.map(select)}
      {draft.roles.outcome !== undefined && <ErrorValues draft={draft} problem={problems.errors} onChange={onChange} />}
      {OTHERS.map(select)}
    </div>
  )
}

interface ErrorValuesProps {
  draft: DatasetDraft
  problem: string | undefined
  onChange(draft: DatasetDraft): void
}

function ErrorValues({ draft, problem, onChange }: ErrorValuesProps) {
  const { roles } = draft
  const change = (errorSymbols: string[]) => onChange({ ...draft, roles: { ...roles, errorSymbols } })
  const values = outcomeValues(draft)
  if (values === null) return <ErrorTexts key={roles.outcome} roles={roles} problem={problem} onChange={change} />
  return (
    <fieldset className={`${classes.wide} ${classes.values}`}>
      <legend>Values of {roles.outcome} that are errors</legend>
      {values.map((value) => (
        <Checkbox
          key={value}
          label={value}
          checked={roles.errorSymbols.includes(value)}
          onChange={(event) => {
            const others = roles.errorSymbols.filter((one) => one !== value)
            change(event.currentTarget.checked ? [...others, value] : others)
          }}
        />
      ))}
      {problem && (
        <p className={classes.error} role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  )
}

interface ErrorTextsProps {
  roles: DatasetDraft['roles']
  problem: string | undefined
  onChange(errorSymbols: string[]): void
}

/** For an outcome that may have any text. */
function ErrorTexts({ roles, problem, onChange }: ErrorTextsProps) {
  // As it is typed: the values that are read from it lack the space or comma that was typed last.
  const [text, setText] = useState(roles.errorSymbols.join(', '))
  return (
    <TextInput
      className={classes.wide}
      label={`Values of ${roles.outcome} that are errors`}
      placeholder="failed, refused"
      error={problem}
      value={text}
      onChange={({ currentTarget: { value } }) => {
        setText(value)
        onChange(valuesOfText(value))
      }}
    />
  )
}
