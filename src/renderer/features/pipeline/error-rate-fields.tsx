import { Button, Group, NumberInput, Slider, Stack, Text } from '@mantine/core'
import { DEFAULT_ERROR_RATES } from '@shared/model/default-error-rates'
import { useDraft } from '../../ui/use-draft'
import classes from './error-rate-fields.module.css'

const SAVE_MS = 200

type Rates = Readonly<Record<string, number>>

interface ErrorRateFieldsProps {
  labels: Readonly<Record<string, string>>
  rates: Rates
  onChange(rates: Record<string, number>): void
}

function ownRateOf(type: string): number {
  return (DEFAULT_ERROR_RATES as Readonly<Record<string, number>>)[type] ?? 0
}

/** The share of errors per event type; an empty field keeps the simulator's default. */
export function ErrorRateFields({ labels, rates, onChange }: ErrorRateFieldsProps) {
  const [draft, setDraft] = useDraft<Rates>(rates, (next) => onChange({ ...next }), SAVE_MS)
  const set = (type: string, rate: number | undefined) => {
    const { [type]: _, ...others } = draft
    setDraft(rate === undefined ? others : { ...others, [type]: rate })
  }
  return (
    <Stack gap={10} component="section" aria-label="Error mix">
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          Errors
        </Text>
        <Button
          size="compact-xs"
          variant="default"
          disabled={Object.keys(draft).length === 0}
          onClick={() => setDraft({})}
        >
          Simulator's own
        </Button>
      </Group>
      {Object.entries(labels).map(([type, label]) => {
        const rate = draft[type]
        return (
          <div key={type} className={classes.type}>
            <span className={classes.label}>{label}</span>
            <Slider
              size="sm"
              value={(rate ?? ownRateOf(type)) * 100}
              min={0}
              max={100}
              step={0.5}
              label={(percent) => `${percent} %`}
              thumbLabel={`Errors of ${label}, percent`}
              onChange={(percent) => set(type, percent / 100)}
            />
            <NumberInput
              size="xs"
              aria-label={`Errors of ${label}`}
              value={rate === undefined ? '' : Number((rate * 100).toFixed(1))}
              placeholder={`${ownRateOf(type) * 100} %`}
              min={0}
              max={100}
              decimalScale={1}
              suffix=" %"
              hideControls
              onChange={(percent) => set(type, typeof percent === 'number' ? Math.min(1, percent / 100) : undefined)}
            />
          </div>
        )
      })}
      <Text size="xs" c="dimmed">
        Types without a value use the simulator's default rate, shown on the slider.
      </Text>
    </Stack>
  )
}
