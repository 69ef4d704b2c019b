import { formatMinute } from '../../ui/format/time'
import type { Row } from './live-rows'
import classes from './time-axis.module.css'

/** Closer to the right edge than this, a minute's label would overlap the label of the edge. */
const CLEAR_SECONDS = 25

interface TimeAxisProps {
  rows: readonly Row[]
  edge: string
  left: number
  right: number
}

/** Whole minutes below a chart whose plot leaves `left` and `right` pixels free, and the label of its right edge. */
export function TimeAxis({ rows, edge, left, right }: TimeAxisProps) {
  const from = rows[0]?.second ?? 0
  const to = rows.at(-1)?.second ?? from + 1
  const labels = [{ second: to, text: edge }]
  for (let second = Math.ceil(from / 60) * 60; second <= to - CLEAR_SECONDS; second += 60) {
    labels.push({ second, text: formatMinute(second * 1_000) })
  }
  return (
    <div className={classes.axis} style={{ left, right }}>
      {labels.map(({ second, text }) => (
        <span key={second} className={classes.label} style={{ left: `${((second - from) / (to - from)) * 100}%` }}>
          {text}
        </span>
      ))}
    </div>
  )
}
