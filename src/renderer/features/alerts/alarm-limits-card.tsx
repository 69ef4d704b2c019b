import { Button, TextInput } from '@mantine/core'
import { AlarmLimits } from '@shared/model/alarm'
import { useState } from 'react'
import { useSaving } from '../../state/connection/use-saving'
import { Card } from '../../ui/card'
import { Problem } from '../../ui/problem'
import classes from './alarm-limits-card.module.css'

const GIGABYTE = 1_000_000_000

const FIELDS = [
  { limit: 'lagSeconds', label: 'Sink behind by', unit: 's', scale: 1 },
  { limit: 'reportMinutes', label: 'Report overdue by', unit: 'min', scale: 1 },
  { limit: 'deadLettersPerMinute', label: 'Dead letters above', unit: '/min', scale: 1 },
  { limit: 'freeDiskBytes', label: 'Free disk below', unit: 'GB', scale: GIGABYTE },
] as const

type Texts = Record<keyof AlarmLimits, string>

/** From which values on the pipeline raises an alarm of its own. */
export function AlarmLimitsCard({ limits }: { limits: AlarmLimits }) {
  const { save, saving, problem } = useSaving()
  const [typed, setTyped] = useState<Partial<Texts>>({})
  const shown = { ...textsOf(limits), ...typed }
  const parsed = AlarmLimits.safeParse(numbersOf(shown))
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0]))
  const changed = JSON.stringify(shown) !== JSON.stringify(textsOf(limits))
  const submit = async () => {
    if (parsed.success && (await save((api) => api.alerts.saveLimits(parsed.data)))) setTyped({})
  }
  return (
    <Card about="alarm-limits" title="Alarms of the pipeline">
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {FIELDS.map(({ limit, label, unit }) => (
          <TextInput
            key={limit}
            label={label}
            inputMode="decimal"
            rightSection={unit}
            rightSectionWidth={46}
            rightSectionPointerEvents="none"
            value={shown[limit]}
            error={wrong.has(limit) && 'Out of range'}
            onChange={(event) => setTyped({ ...typed, [limit]: event.currentTarget.value })}
          />
        ))}
        {changed && (
          <div className={classes.actions}>
            <Button variant="default" size="xs" onClick={() => setTyped({})}>
              Cancel
            </Button>
            <Button type="submit" size="xs" disabled={!parsed.success} loading={saving}>
              Save
            </Button>
          </div>
        )}
      </form>
      {problem && <Problem title="The limits could not be saved" message={problem} />}
    </Card>
  )
}

function textsOf(limits: AlarmLimits): Texts {
  return Object.fromEntries(FIELDS.map(({ limit, scale }) => [limit, String(limits[limit] / scale)])) as Texts
}

/** NaN for what is not a number. */
function numbersOf(texts: Texts): Record<keyof AlarmLimits, number> {
  const numbers = FIELDS.map(({ limit, scale }) => {
    const text = texts[limit].trim().replace(',', '.')
    return [limit, text === '' ? Number.NaN : scale === 1 ? Number(text) : Math.round(Number(text) * scale)]
  })
  return Object.fromEntries(numbers) as Record<keyof AlarmLimits, number>
}
