import { NumberInput, Slider, Stack, Switch, Text } from '@mantine/core'
import type { Rate } from '@shared/model/settings'
import { formatCount } from '../../ui/format/numbers'
import { useDraft } from '../../ui/use-draft'
import { positionOfRate, rateAtPosition } from './rate-slider-scale'

const MARKS = [1, 100, 10_000, 1_000_000].map((rate) => ({
  value: positionOfRate(rate),
  label: rate === 1_000_000 ? '1 M' : formatCount(rate),
}))
const MAX_RATE = 1_000_000
const SAVE_MS = 200
/** The rate after "max" is switched off. */
const USUAL_RATE = 2_000

export function RateControl({ rate, onChange }: { rate: Rate; onChange(rate: Rate): void }) {
  const [draft, setDraft] = useDraft(rate, onChange, SAVE_MS)
  const max = draft === 'max'
  const number = max ? MAX_RATE : draft
  return (
    <Stack gap={10} component="section" aria-label="Rate">
      <NumberInput
        label="Events per second"
        value={max ? '' : draft}
        placeholder={max ? 'as fast as the pipeline can take' : ''}
        disabled={max}
        min={1}
        max={MAX_RATE}
        allowDecimal={false}
        thousandSeparator=","
        suffix=" /s"
        step={100}
        onChange={(value) => typeof value === 'number' && value >= 1 && setDraft(value)}
      />
      <Slider
        thumbLabel="Events per second"
        aria-label="Events per second"
        value={positionOfRate(number)}
        disabled={max}
        min={0}
        max={100}
        step={0.5}
        marks={MARKS}
        label={(position) => `${formatCount(rateAtPosition(position))} /s`}
        mb={18}
        mx={8}
        onChange={(position) => setDraft(rateAtPosition(position))}
      />
      <Switch
        label="Max"
        description="As fast as the pipeline can take"
        checked={max}
        onChange={(event) => setDraft(event.currentTarget.checked ? 'max' : USUAL_RATE)}
      />
      <Text size="xs" c="dimmed">
        Takes effect at once, and is saved.
      </Text>
    </Stack>
  )
}
