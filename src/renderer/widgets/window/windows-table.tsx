import { formatDuration } from '@shared/model/duration'
import type { WindowRow } from '@shared/model/window'
import { hrefOf } from '../../state/route'
import { formatCount } from '../../ui/format/numbers'
import { formatDay, formatMinute } from '../../ui/format/time'
import { AnomalyMark } from './anomaly-mark'
import { LedgerCell } from './ledger-cell'
import { WindowStateBadge } from './window-state-badge'
import classes from './windows-table.module.css'

interface WindowsTableProps {
  rows: readonly WindowRow[]
  /** `brief` for an overview, `full` with every count. */
  columns: 'brief' | 'full'
  /** The window whose report is open. */
  selected?: number | null
}

/** Windows with their ledger; the minute links to the report. A day's first window is under the date. */
export function WindowsTable({ rows, columns, selected = null }: WindowsTableProps) {
  const full = columns === 'full'
  return (
    <table className={classes.table} data-columns={columns}>
      <thead>
        <tr>
          <th scope="col">Minute</th>
          <th scope="col">State</th>
          <th scope="col" data-number>
            {full ? 'Produced' : 'Events'}
          </th>
          {full && <th scope="col">Logged</th>}
          <th scope="col">Stored</th>
          <th scope="col">Extracted</th>
          <th scope="col">Analysed</th>
          {full && (
            <>
              <th scope="col" data-number>
                Errors
              </th>
              <th scope="col" data-number title="The report's revision">
                Rev.
              </th>
            </>
          )}
          <th
            scope="col"
            data-number
            title="From the end of the minute (live) or its closing (replay) to its first report"
          >
            Report after
          </th>
        </tr>
      </thead>
      {days(rows).map(({ day, rows: windows }) => (
        <tbody key={day}>
          {full && (
            <tr className={classes.day}>
              <th colSpan={10} scope="rowgroup">
                {day}, UTC
              </th>
            </tr>
          )}
          {windows.map((row) => (
            <Line key={row.start} row={row} full={full} selected={row.start === selected} />
          ))}
        </tbody>
      ))}
    </table>
  )
}

function Line({ row, full, selected }: { row: WindowRow; full: boolean; selected: boolean }) {
  const { produced, logged, stored, extracted, analysed, deadLetters, earlierLog, foreign = 0 } = row.counts
  const expected = produced === null ? null : produced + foreign
  const storable = logged === null ? null : logged + earlierLog - deadLetters
  const open = row.state === 'open' || row.state === 'closing'
  return (
    <tr className={classes.row} data-open={open || undefined} data-selected={selected || undefined}>
      <td>
        {row.revision > 0 ? (
          <a
            className={classes.link}
            href={hrefOf('reports', row.dataset, row.start)}
            aria-current={selected || undefined}
            aria-label={`Report of ${formatMinute(row.start)}, ${formatDay(row.start)}`}
          >
            {formatMinute(row.start)}
          </a>
        ) : (
          formatMinute(row.start)
        )}
      </td>
      <td>
        <WindowStateBadge row={row} />
        {row.anomalies > 0 && <AnomalyMark count={row.anomalies} />}
      </td>
      <td data-number>
        {produced === null ? '–' : formatCount(produced)}
        {foreign > 0 && (
          <span className={classes.foreign} title={byWhom(logged ?? 0, foreign)}>
            +{formatCount(foreign)} foreign
          </span>
        )}
      </td>
      {full && (
        <td>
          <LedgerCell count={logged} expected={expected} open={open} />
        </td>
      )}
      <td>
        <LedgerCell count={stored} expected={storable} open={open} />
        {deadLetters > 0 && (
          <span className={classes.dead} title="Dead letters: logged records that could not be stored">
            {formatCount(deadLetters)} dead
          </span>
        )}
        {earlierLog > 0 && (
          <span className={classes.dead} title="From an earlier log: the log as it is now does not count them">
            {formatCount(earlierLog)} earlier
          </span>
        )}
      </td>
      <td>
        <LedgerCell count={extracted} expected={stored} open={open} />
      </td>
      <td>
        <LedgerCell count={analysed} expected={extracted} open={open} />
      </td>
      {full && (
        <>
          <td data-number>{row.errors === null ? '' : formatCount(row.errors)}</td>
          <td data-number>{row.revision > 0 ? row.revision : ''}</td>
        </>
      )}
      <td data-number>
        {row.filled && row.revision > 0
          ? 'caught up'
          : row.reportReadyMs === null
            ? ''
            : formatDuration(row.reportReadyMs)}
      </td>
    </tr>
  )
}

function days(rows: readonly WindowRow[]): { day: string; rows: WindowRow[] }[] {
  const groups = Map.groupBy(rows, (row) => formatDay(row.start))
  return [...groups].map(([day, grouped]) => ({ day, rows: grouped }))
}

function byWhom(logged: number, foreign: number): string {
  return `Logged ${formatCount(logged)}: ${formatCount(logged - foreign)} by Millrace, ${formatCount(foreign)} by other producers`
}
