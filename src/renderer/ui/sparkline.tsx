import { memo } from 'react'

const WIDTH = 120
const HEIGHT = 24

/** A line of values without axes; its own scale from 0 to the highest. Screen readers get the number beside it instead. */
export const Sparkline = memo(function Sparkline({ values, length }: { values: readonly number[]; length: number }) {
  const top = Math.max(1, ...values)
  const step = WIDTH / (length - 1)
  const left = WIDTH - (values.length - 1) * step
  const points = values.map(
    (value, i) => `${(left + i * step).toFixed(1)},${(HEIGHT - 1 - (value / top) * (HEIGHT - 2)).toFixed(1)}`,
  )
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
