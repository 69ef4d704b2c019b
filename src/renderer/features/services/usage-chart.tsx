import { USAGE_SECONDS, type UsageSample } from '@shared/model/service'
import { memo } from 'react'
import classes from './usage-chart.module.css'

interface Line {
  readonly name: string
  readonly color: string
  valueOf(sample: UsageSample): number
}

interface UsageChartProps {
  title: string
  samples: readonly UsageSample[]
  lines: readonly Line[]
  format(value: number): string
}

const WIDTH = 300
const HEIGHT = 84

/** The last five minutes of one measure, with its highest and its newest value in words. */
export const UsageChart = memo(function UsageChart({ title, samples, lines, format }: UsageChartProps) {
  const last = samples.at(-1)
  const highest = samples.reduce((most, sample) => Math.max(most, ...lines.map((line) => line.valueOf(sample))), 0)
  const now = last?.at ?? 0
  const points = (line: Line) =>
    samples
      .map((sample) => {
        const x = WIDTH - ((now - sample.at) / (USAGE_SECONDS * 1_000)) * WIDTH
        const y = HEIGHT - 1 - (highest === 0 ? 0 : line.valueOf(sample) / highest) * (HEIGHT - 4)
        return `${x.toFixed(1)},${y.toFixed(1)}`
      })
      .join(' ')
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.caption}>
        <strong>{title}</strong>
        {lines.map((line) => (
          <span key={line.name} className={classes.line}>
            {lines.length > 1 && <span className={classes.mark} style={{ background: line.color }} />}
            {last ? `${format(line.valueOf(last))} ${line.name}` : '–'}
          </span>
        ))}
      </figcaption>
      <div className={classes.plot}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
          {lines.map((line) => (
            <polyline
              key={line.name}
              points={points(line)}
              fill="none"
              stroke={line.color}
              strokeWidth="1.5"
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
        {samples.length < 2 && <span className={classes.none}>no data yet</span>}
      </div>
      <p className={classes.axis}>
        <span>5 min ago</span>
        {samples.length > 1 && <span>at most {format(highest)}</span>}
        <span>now</span>
      </p>
    </figure>
  )
})
