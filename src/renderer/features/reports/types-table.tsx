import type { DatasetName } from '@shared/model/dataset'
import type { LatencyFigures } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'
import { Fragment } from 'react'
import { hrefOfRows } from '../../state/route'
import { formatCount, formatPercent } from '../../ui/format/numbers'
import type { LabelledType } from '../../ui/report/report-types'
import { ScreenLink } from '../../ui/screen-link'
import classes from './types-table.module.css'

interface TypesTableProps {
  dataset: DatasetName
  start: WindowStart
  types: readonly LabelledType[]
  /** Over all types; null when the dataset has none. */
  latency: LatencyFigures | null
}

const NEAREST_RANK = 'Milliseconds, nearest rank: the smallest latency that 50, 95 or 99 % of the events do not exceed.'

/** The figures of every type, also of types that do not fit in the chart; each links to its rows. */
export function TypesTable({ types, dataset, start, latency }: TypesTableProps) {
  const total = types.reduce((sum, t) => ({ events: sum.events + t.events, errors: sum.errors + t.errors }), NONE)
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Type</th>
          <th scope="col">Events</th>
          <th scope="col">Errors</th>
          <th scope="col">Rate</th>
          {latency && (
            <>
              <th scope="col" title={`${NEAREST_RANK} Half of the events are as fast.`}>
                p50
              </th>
              <th scope="col" title={NEAREST_RANK}>
                p95
              </th>
              <th scope="col" title={NEAREST_RANK}>
                p99
              </th>
              <th scope="col">max ms</th>
            </>
          )}
        </tr>
      </thead>
      <tbody>
        {types.map((type) => (
          <Fragment key={type.type}>
            <tr>
              <th scope="row">
                <ScreenLink href={hrefOfRows(dataset, start, { type: type.type })}>{type.label}</ScreenLink>
              </th>
              <td>{formatCount(type.events)}</td>
              <td>
                {type.errors === 0 ? (
                  '0'
                ) : (
                  <ScreenLink href={hrefOfRows(dataset, start, { type: type.type, errorsOnly: true })}>
                    {formatCount(type.errors)}
                  </ScreenLink>
                )}
              </td>
              <td>{formatPercent(type.errorRate)}</td>
              {latency && <Latency figures={type.latency} />}
            </tr>
            {type.errorCodes.length > 0 && (
              <Codes
                codes={type.errorCodes}
                columns={latency ? 8 : 4}
                hrefOf={(errorCode) => hrefOfRows(dataset, start, { type: type.type, errorCode, errorsOnly: true })}
              />
            )}
          </Fragment>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">All</th>
          <td>{formatCount(total.events)}</td>
          <td>{formatCount(total.errors)}</td>
          <td>{total.events === 0 ? '–' : formatPercent(total.errors / total.events)}</td>
          {latency && <Latency figures={latency} />}
        </tr>
      </tfoot>
    </table>
  )
}

const NONE = { events: 0, errors: 0 }
const SHOWN_CODES = 6

interface CodesProps {
  codes: readonly { code: string; count: number }[]
  columns: number
  hrefOf(code: string): string
}

function Codes({ codes, columns, hrefOf }: CodesProps) {
  const more = codes.length - SHOWN_CODES
  return (
    <tr className={classes.codes}>
      <td colSpan={columns}>
        Error codes{' '}
        {codes.slice(0, SHOWN_CODES).map(({ code, count }, i) => (
          <Fragment key={code}>
            {i > 0 && ', '}
            <ScreenLink href={hrefOf(code)}>{code}</ScreenLink> × {formatCount(count)}
          </Fragment>
        ))}
        {more > 0 && `, ${more} more`}
      </td>
    </tr>
  )
}

function Latency({ figures }: { figures: LatencyFigures | null }) {
  return (
    <>
      <td>{figures ? formatCount(figures.p50) : '–'}</td>
      <td>{figures ? formatCount(figures.p95) : '–'}</td>
      <td>{figures ? formatCount(figures.p99) : '–'}</td>
      <td>{figures ? formatCount(figures.max) : '–'}</td>
    </>
  )
}
