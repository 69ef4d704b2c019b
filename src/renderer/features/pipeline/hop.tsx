import type { StageStatus } from '@shared/model/stage'
import { formatShort } from '../../ui/format/numbers'
import classes from './hop.module.css'

/** The connection into a stage: its rate, and whether it is moving. */
export function Hop({ into: { state, figures, ratePerSecond } }: { into: StageStatus }) {
  const windows = figures.unit === 'windows'
  const rate = windows ? `${formatShort(ratePerSecond * 60, 2)}/min` : `${formatShort(ratePerSecond, 2)}/s`
  const flows = state.state === 'running' && (windows || ratePerSecond > 0)
  return (
    <div className={classes.hop} data-flows={flows || undefined}>
      <span className={classes.rate}>{rate}</span>
    </div>
  )
}
