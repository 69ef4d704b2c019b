import { ActionIcon, Chip, NativeSelect, TextInput } from '@mantine/core'
import type { DisturbanceKind } from '@shared/model/scenario'
import { IconTrash } from '@tabler/icons-react'
import { KIND_IDS, KINDS, type Strength } from '../../ui/scenario/disturbance-kinds'
import classes from './disturbance-fields.module.css'
import type { DisturbanceDraft, DraftField } from './scenario-draft'

interface DisturbanceFieldsProps {
  row: DisturbanceDraft
  /** Counted from 1. */
  number: number
  problems: Partial<Record<DraftField, string>>
  labels: Readonly<Record<string, string>>
  onChange(row: DisturbanceDraft): void
  onRemove(): void
}

const STRENGTHS: Record<Strength, { label: string; unit: string }> = {
  errorRate: { label: 'Error rate', unit: '%' },
  factor: { label: 'Factor', unit: '×' },
  share: { label: 'Share', unit: '%' },
  errorCode: { label: 'Error code', unit: '' },
  delaySeconds: { label: 'Late by', unit: '' },
}

export function DisturbanceFields({ row, number, problems, labels, onChange, onRemove }: DisturbanceFieldsProps) {
  const { title, does, strengths } = KINDS[row.kind]
  const setKind = (kind: DisturbanceKind | undefined) => kind && onChange({ ...row, kind })
  return (
    <fieldset className={classes.row}>
      <legend className={classes.legend}>
        Disturbance {number}: {title}
      </legend>
      <div className={classes.head}>
        <NativeSelect
          aria-label="Kind"
          className={classes.kind}
          value={row.kind}
          data={KIND_IDS.map((kind) => ({ value: kind, label: KINDS[kind].title }))}
          onChange={(event) => setKind(KIND_IDS.find((kind) => kind === event.currentTarget.value))}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={30}
          aria-label={`Remove disturbance ${number}`}
          onClick={onRemove}
        >
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      </div>
      <p className={classes.does}>{does}</p>
      <fieldset className={classes.types}>
        <legend className={classes.label}>Affects</legend>
        <Chip size="xs" checked={row.types.length === 0} onChange={() => onChange({ ...row, types: [] })}>
          All types
        </Chip>
        <Chip.Group multiple value={[...row.types]} onChange={(types) => onChange({ ...row, types })}>
          {Object.entries(labels).map(([type, label]) => (
            <Chip key={type} value={type} size="xs">
              {label}
            </Chip>
          ))}
        </Chip.Group>
      </fieldset>
      <div className={classes.fields}>
        <TextInput
          label="Starts after"
          value={row.start}
          error={problems.start}
          onChange={(event) => onChange({ ...row, start: event.currentTarget.value })}
        />
        <TextInput
          label="Lasts"
          value={row.length}
          error={problems.length}
          onChange={(event) => onChange({ ...row, length: event.currentTarget.value })}
        />
        {strengths.map((strength) => (
          <TextInput
            key={strength}
            label={STRENGTHS[strength].label}
            rightSection={STRENGTHS[strength].unit}
            rightSectionPointerEvents="none"
            value={row.strengths[strength]}
            error={problems[strength]}
            onChange={(event) =>
              onChange({ ...row, strengths: { ...row.strengths, [strength]: event.currentTarget.value } })
            }
          />
        ))}
      </div>
    </fieldset>
  )
}
