import { IconCheck } from '@tabler/icons-react'
import { formatCount } from '../../ui/format/numbers'
import classes from './ledger-cell.module.css'

interface LedgerCellProps {
  /** This stage's count; null until it has reached the window. */
  count: number | null
  /** The expected count. */
  expected: number | null
  /** The counts of an open window are still growing, so a difference means nothing. */
  open: boolean
}

/** A check mark when a count equals the one before it, otherwise the difference. */
export function LedgerCell({ count, expected, open }: LedgerCellProps) {
  if (count === null || (open && count !== expected))
    return <span className={classes.none}>{count === null ? '' : formatCount(count)}</span>
  if (count === expected) {
    return (
      <span className={classes.check} title={formatCount(count)}>
        <IconCheck size={15} stroke={2} role="img" aria-label={`equal, ${formatCount(count)}`} />
      </span>
    )
  }
  const difference = count - (expected ?? 0)
  return (
    <span className={classes.difference} title={`${formatCount(count)} instead of ${formatCount(expected ?? 0)}`}>
      {difference > 0 ? '+' : '−'}
      {formatCount(Math.abs(difference))}
    </span>
  )
}
