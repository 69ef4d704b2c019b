import { IconAlertTriangle } from '@tabler/icons-react'
import classes from './anomaly-mark.module.css'

/** Shows that a window's report has anomalies, and how many. */
export function AnomalyMark({ count }: { count: number }) {
  const words = `${count} ${count === 1 ? 'anomaly' : 'anomalies'} in its report`
  return (
    <span className={classes.mark} role="img" aria-label={words} title={words}>
      <IconAlertTriangle size={14} stroke={2} aria-hidden />
      {count}
    </span>
  )
}
