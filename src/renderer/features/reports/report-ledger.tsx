import type { LedgerCounts } from '@shared/model/window'
import { ledgerDifference } from '@shared/model/window'
import { formatCount } from '../../ui/format/numbers'
import classes from './report-ledger.module.css'

const COUNTS = ['produced', 'logged', 'stored', 'extracted', 'analysed'] as const

const DIFFERENCES = {
  log: 'Some produced events are not in the log.',
  store: 'Some logged events are not stored.',
  extract: 'Some stored rows are not in the extract.',
  analyse: 'Some rows of the extract were not analysed.',
}

/** The window's ledger when this report was made: whether it balances, and if not, where the difference is. */
export function ReportLedger({ ledger }: { ledger: LedgerCounts }) {
  const difference = ledgerDifference(ledger)
  const { foreign = 0 } = ledger
  const logged = ledger.logged ?? 0
  return (
    <section aria-label="Ledger" className={classes.ledger}>
      <h3 className={classes.title}>Ledger</h3>
      <dl className={classes.counts}>
        {COUNTS.map((name) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{ledger[name] === null ? '–' : formatCount(ledger[name])}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.verdict} data-balanced={difference === null}>
        {difference === null ? 'Balanced: all events arrived.' : DIFFERENCES[difference]}
        {foreign > 0 &&
          ` Logged ${formatCount(logged)}: ${formatCount(logged - foreign)} by Millrace, ${formatCount(foreign)} by other producers.`}
        {ledger.deadLetters > 0 && ` ${formatCount(ledger.deadLetters)} of the logged records are dead letters.`}
        {ledger.earlierLog > 0 && ` ${formatCount(ledger.earlierLog)} events are from an earlier log.`}
      </p>
    </section>
  )
}
