import { MINUTE_MS } from '@shared/lib/time'
import { formatSecond } from '../../ui/format/time'
import { useNow } from '../../ui/use-now'
import classes from './tour.module.css'

/** When the current minute ends, which is when it is judged. */
export function WaitForMinute() {
  const now = useNow(1_000)
  const end = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS
  return (
    <p className={classes.wait} aria-live="off">
      This minute ends in {Math.ceil((end - now) / 1_000)} s, at {formatSecond(end)} UTC. The incident appears a few
      seconds later.
    </p>
  )
}
