import type { ScaleLimit, ScaleMeasurements, ScalePlan } from '@shared/model/scale-plan'
import { Card } from '../../ui/card'
import { Figures } from '../../ui/figures'
import { formatBytes, formatCount, roundToTwoDigits } from '../../ui/format/numbers'
import classes from './scale-screen.module.css'

const LIMITS: Readonly<Record<ScaleLimit['by'], string>> = {
  cores: "with more, this machine's cores are over 70 % busy",
  window: "with more, a minute's report takes over 30\u00a0s",
  partitions: 'with more, the log needs more partitions',
}

/** What this pipeline measures of itself, and where it ends. */
export function MeasuredCard({ measured, plan }: { measured: ScaleMeasurements; plan: ScalePlan }) {
  const { samples, logBytes, storeBytes } = measured
  const bytes = (value: number | null) => (value === null ? '–' : formatBytes(value))
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
          { value: bytes(logBytes), name: 'log per event' },
          { value: bytes(storeBytes), name: 'store per event' },
        ]}
      />
      <p className={classes.end}>
        This set-up carries about{' '}
        <strong>{formatCount(roundToTwoDigits(plan.ends.eventsPerSecond))} events per second</strong>:{' '}
        {LIMITS[plan.ends.by]}.
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
