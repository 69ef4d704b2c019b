import { memo } from 'react'

const WIDTH = 120
const HEIGHT = 24

/** Values that differ by less than this share of the highest are drawn as a level line. */
const LEAST_SPAN = 0.3

/** A line of values without axes, on its own scale. Screen readers get the number next to it instead. */
export const Sparkline = memo(function Sparkline({ values, length }: { values: readonly number[]; length: number }) {
  const highest = Math.max(1, ...values)
  const lowest = Math.min(highest, ...values)
  const span = Math.max(highest - lowest, highest * LEAST_SPAN)
  const bottom = Math.max(0, (highest + lowest - span) / 2)
  const step = WIDTH / (length - 1)
  const left = WIDTH - (values.length - 1) * step
  const points = values.map((value, i) => {
    const x = left + i * step
    const y = HEIGHT - 2 - ((value - bottom) / span) * (HEIGHT - 4)
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none" aria-hidden>
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
})
