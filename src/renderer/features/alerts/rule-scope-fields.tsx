import { Chip, NativeSelect, TagsInput } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import classes from './dialog.module.css'
import type { RuleDraft, RuleProblems } from './rule-draft'

interface RuleScopeFieldsProps {
  draft: RuleDraft
  problems: RuleProblems
  datasets: readonly Dataset[]
  onChange(part: Partial<RuleDraft>): void
}

const EVERY = ''
const SCOPES = [
  { value: 'any', label: 'Each type, and the total' },
  { value: 'together', label: 'The total only' },
  { value: 'types', label: 'Selected types' },
] as const

/** The dataset and types that a rule covers. */
export function RuleScopeFields({ draft: { dataset, of, types }, problems, datasets, onChange }: RuleScopeFieldsProps) {
  const among = datasets.filter(({ name }) => dataset === null || name === dataset)
  const labels = Object.entries(
    Object.assign({}, ...among.map(({ typeLabels }) => typeLabels)) as Record<string, string>,
  )
  return (
    <>
      <div className={classes.row}>
        <NativeSelect
          label="Dataset"
          value={dataset ?? EVERY}
          data={[
            { value: EVERY, label: 'Every dataset' },
            ...datasets.map(({ name, title }) => ({ value: name, label: title })),
          ]}
          onChange={({ currentTarget: { value } }) => onChange({ dataset: value === EVERY ? null : value, types: [] })}
        />
        <NativeSelect
          label="Types"
          value={of}
          data={[...SCOPES]}
          onChange={(event) =>
            onChange({ of: SCOPES.find(({ value }) => value === event.currentTarget.value)?.value ?? of })
          }
        />
      </div>
      {of === 'types' &&
        (labels.length > 0 ? (
          <fieldset className={`${classes.choices} ${classes.chips}`}>
            <legend className={classes.label}>Which types</legend>
            <Chip.Group multiple value={[...types]} onChange={(chosen) => onChange({ types: chosen })}>
              {labels.map(([type, label]) => (
                <Chip key={type} value={type} size="xs">
                  {label}
                </Chip>
              ))}
            </Chip.Group>
            {problems.types && <p className={classes.error}>{problems.types}</p>}
          </fieldset>
        ) : (
          <TagsInput
            label="Which types"
            placeholder={types.length === 0 ? 'Enter a type, then press Enter' : ''}
            value={[...types]}
            error={problems.types}
            onChange={(chosen) => onChange({ types: chosen })}
          />
        ))}
    </>
  )
}
