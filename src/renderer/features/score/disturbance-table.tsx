import type { ScoreLine } from '@shared/model/score'
import { formatCount, formatPercent } from '../../ui/format/numbers'
import { KINDS } from '../../ui/scenario/disturbance-kinds'
import classes from './disturbance-table.module.css'

/** A row for every kind and strength of a disturbance. */
export function DisturbanceTable({ lines }: { lines: readonly ScoreLine[] }) {
  if (lines.length === 0) return null
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Disturbance</th>
          <th scope="col" data-number>
            Times
          </th>
          <th scope="col" data-number>
            Found
          </th>
          <th scope="col" data-number title="Share of disturbances that were detected">
            Recall
          </th>
          <th scope="col" data-number title="Detected by the end of the first fully disturbed minute">
            In first full window
          </th>
          <th
            scope="col"
            data-number
            title="From the start of the disturbance to the end of the window that detects it"
          >
            Minutes to detect, median
          </th>
          <th scope="col" data-number>
            Max
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Line key={`${line.kind} ${line.strength}`} line={line} />
        ))}
      </tbody>
    </table>
  )
}

function Line({ line }: { line: ScoreLine }) {
  const { kind, strength, disturbances, found, in_first_full_window: first, minutes_to_detect: minutes } = line
  return (
    <tr>
      <th scope="row">
        {KINDS[kind].title} <span className={classes.strength}>{strength}</span>
      </th>
      <td data-number>{formatCount(disturbances)}</td>
      {found === null ? (
        <td
          data-number
          colSpan={3}
          className={classes.unmeant}
          title="No change of rates, volume or latency, or too small a one"
        >
          not meant to be detected
        </td>
      ) : (
        <>
          <td data-number>{formatCount(found)}</td>
          <td data-number data-missed={found < disturbances || undefined}>
            {formatPercent(found / disturbances)}
          </td>
          <td data-number>{first === null ? '–' : formatCount(first)}</td>
        </>
      )}
      <td data-number>{minutes ? minutes.median.toFixed(1) : '–'}</td>
      <td data-number>{minutes ? minutes.max.toFixed(1) : '–'}</td>
    </tr>
  )
}
