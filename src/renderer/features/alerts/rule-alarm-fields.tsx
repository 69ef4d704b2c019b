import { Chip } from '@mantine/core'
import { ALARM_TITLES, AlarmKind } from '@shared/model/alarm'
import classes from './dialog.module.css'
import type { RuleDraft } from './rule-draft'

interface RuleAlarmFieldsProps {
  draft: RuleDraft
  onChange(part: Partial<RuleDraft>): void
}

/** The alarms that a rule covers; none chosen means all of them. */
export function RuleAlarmFields({ draft: { alarms }, onChange }: RuleAlarmFieldsProps) {
  return (
    <fieldset className={`${classes.choices} ${classes.chips}`}>
      <legend className={classes.label}>Alarms</legend>
      <Chip checked={alarms.length === 0} onChange={() => onChange({ alarms: [] })} size="xs">
        Every alarm
      </Chip>
      {AlarmKind.options.map((kind) => (
        <Chip
          key={kind}
          size="xs"
          checked={alarms.includes(kind)}
          onChange={(on) =>
            onChange({ alarms: AlarmKind.options.filter((one) => (one === kind ? on : alarms.includes(one))) })
          }
        >
          {ALARM_TITLES[kind]}
        </Chip>
      ))}
    </fieldset>
  )
}
