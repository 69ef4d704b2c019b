import type { ScaleLimit, ScaleMeasurements, ScalePlan } from '@shared/model/scale-plan'
import { Card } from '../../ui/card'
import { Figures } from '../../ui/figures'
import { formatBytes, formatCount } from '../../ui/format/numbers'
import classes from './scale-screen.module.css'

const LIMITS: Readonly<Record<ScaleLimit['by'], string>> = {
  cores: "this machine's cores are then 70 % busy",
  window: "a minute's report then takes more than 30 s",
  partitions: 'the log then needs more partitions',
}

/** What this pipeline measures of itself, and where it ends. */
export function MeasuredCard({ measured, plan }: { measured: ScaleMeasurements; plan: ScalePlan }) {
  const { samples, logBytes, storeBytes } = measured
  const bytes = (value: number | null) => (value === null ? '–' : formatBytes(value))
  const end = twoDigits(plan.ends.eventsPerSecond)
  return (
    <Card
      about="scale-measured"
      title="This pipeline"
      subtitle={`${formatCount(samples.length)} samples, ten seconds each`}
    >
      <Figures
        figures={[
          {
            value: `${plan.cpuMicros < 100 ? plan.cpuMicros.toFixed(1) : formatCount(Math.round(plan.cpuMicros))} µs`,
            name: 'CPU per event',
          },
          { value: bytes(logBytes), name: 'per event in the log' },
          { value: bytes(storeBytes), name: 'per event in the store' },
        ]}
      />
      <p className={classes.end}>
        As it is set up, it ends near <strong>{formatCount(end)} events per second</strong>: {LIMITS[plan.ends.by]}.
      </p>
      <p className={classes.note}>
        {plan.varied
          ? `The rate has varied up to ${formatCount(plan.highestMeasured)} per second, so the base load is separate from the cost of events.`
          : 'The rate has hardly varied, so all CPU counts as the cost of events. Let it run at a higher rate for a minute, and the plan becomes more exact.'}
        {measured.backend === 'external' &&
          ' The clusters of the environment are not counted: Millrace does not run them.'}
      </p>
    </Card>
  )
}

function twoDigits(n: number): number {
  if (n < 10) return Math.round(n)
  const unit = 10 ** (Math.floor(Math.log10(n)) - 1)
  return Math.round(n / unit) * unit
}
