import { Slider } from '@mantine/core'
import { planScale, type ScaleMeasurements } from '@shared/model/scale-plan'
import { useState } from 'react'
import { useFeed } from '../../state/connection/use-feed'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { formatCount, formatShort, roundToTwoDigits } from '../../ui/format/numbers'
import { ScreenHead } from '../../ui/screen-head'
import { Answer } from '../../widgets/answer'
import { MeasuredCard } from './measured-card'
import { PlanTable } from './plan-table'
import classes from './scale-screen.module.css'

/** Powers of ten of events per minute, from a thousand to sixty million (a million each second). */
const LEAST = 3
const MOST = Math.log10(60_000_000)
const MARKS = [1_000, 10_000, 100_000, 1_000_000, 10_000_000, 60_000_000].map((events) => ({
  value: Math.log10(events),
  label: formatShort(events, 2),
}))

/** What a rate needs, worked out from what this pipeline measures of itself. */
export function ScaleScreen() {
  const measured = useFeed('scale', (api, signal) => api.scale.measured(undefined, { signal }))
  return (
    <section className={classes.screen} aria-label="Scale">
      <ScreenHead title="Scale" about="what a higher rate would need, by what this pipeline has cost so far" />
      <Answer of={measured} failed="The measurements could not be loaded" height={420}>
        {(value) => <Plan measured={value} />}
      </Answer>
    </section>
  )
}

function Plan({ measured }: { measured: ScaleMeasurements }) {
  const [exponent, setExponent] = useState(6)
  // Two digits are as exact as the slider.
  const eventsPerMinute = roundToTwoDigits(10 ** exponent)
  const plan = planScale(measured, eventsPerMinute)
  if (!plan) {
    return (
      <Card about="scale-plan" title="Plan">
        <EmptyState title="Nothing measured yet">
          Start the pipeline. After half a minute of steady flow, this screen says what more events would need.
        </EmptyState>
      </Card>
    )
  }
  return (
    <div className={classes.columns}>
      <Card about="scale-plan" title="Plan" subtitle="for the rate that you choose">
        <div className={classes.wish}>
          <p className={classes.rate}>
            <strong>{formatCount(eventsPerMinute)}</strong> events per minute
            <span>{formatCount(Math.round(eventsPerMinute / 60))} per second</span>
          </p>
          <Slider
            thumbLabel="Events per minute"
            min={LEAST}
            max={MOST}
            step={0.05}
            value={exponent}
            label={null}
            marks={MARKS}
            onChange={setExponent}
          />
        </div>
        <PlanTable plan={plan} />
      </Card>
      <MeasuredCard measured={measured} plan={plan} />
    </div>
  )
}
