import { Chip, NativeSelect, TextInput } from '@mantine/core'
import type { Measure } from '@shared/model/anomaly'
import { MEASURES } from '../../ui/format/measure'
import classes from './dialog.module.css'
import { countsEvents, MEASURE_IDS, type RuleDraft, type RuleProblems } from './rule-draft'

interface RuleConditionFieldsProps {
  draft: RuleDraft
  problems: RuleProblems
  onChange(part: Partial<RuleDraft>): void
}

const UNITS: Record<Measure, string> = { 'error-rate': '%', volume: '/min', latency: 'ms' }

export function RuleConditionFields({ draft, problems, onChange }: RuleConditionFieldsProps) {
  const { kind, measures, measure, bound, limit, minEvents } = draft
  if (kind === 'anomalous')
    return (
      <fieldset className={`${classes.choices} ${classes.chips}`}>
        <legend className={classes.label}>Measures</legend>
        {MEASURE_IDS.map((id) => (
          <Chip
            key={id}
            checked={measures.includes(id)}
            onChange={(on) => onChange({ measures: MEASURE_IDS.filter((m) => (m === id ? on : measures.includes(m))) })}
          >
            {MEASURES[id]}
          </Chip>
        ))}
        {problems.measures && <p className={classes.error}>{problems.measures}</p>}
      </fieldset>
    )
  return (
    <div className={classes.row}>
      <NativeSelect
        label="Measure"
        value={measure}
        data={MEASURE_IDS.map((id) => ({ value: id, label: MEASURES[id] }))}
        onChange={(event) =>
          onChange({ measure: MEASURE_IDS.find((id) => id === event.currentTarget.value) ?? measure })
        }
      />
      <NativeSelect
        label="Is"
        value={bound}
        data={['above', 'below']}
        onChange={(event) => onChange({ bound: event.currentTarget.value === 'below' ? 'below' : 'above' })}
      />
      <TextInput
        label="Limit"
        inputMode="decimal"
        rightSection={UNITS[measure]}
        rightSectionWidth={46}
        rightSectionPointerEvents="none"
        value={limit}
        error={problems.limit}
        onChange={(event) => onChange({ limit: event.currentTarget.value })}
      />
      {countsEvents(measure) && (
        <TextInput
          label="Minimum events"
          inputMode="numeric"
          value={minEvents}
          error={problems.minEvents}
          onChange={(event) => onChange({ minEvents: event.currentTarget.value })}
        />
      )}
    </div>
  )
}
