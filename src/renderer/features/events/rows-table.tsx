import { useElementSize, useMergedRef } from '@mantine/hooks'
import type { Dataset } from '@shared/model/dataset'
import type { LogPlace, PlaceQuery, StoredRow } from '@shared/model/event-trace'
import { createRoleReader } from '@shared/model/role-values'
import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { formatDay } from '../../ui/format/time'
import whole from '../../widgets/list-panel/clickable-row.module.css'
import { type Column, cellText, columnsOf, valueText, widthOf } from './columns'
import classes from './rows-table.module.css'

interface RowsTableProps {
  dataset: Dataset
  rows: readonly StoredRow[]
  selected: PlaceQuery | null
  hrefOf(row: StoredRow): string
}

const ROW_HEIGHT = 30
/** The number of rows drawn above and below the visible ones; the slice moves by this many at once. */
const SPARE = 12
const POSITION_WIDTH = 104

/** The fields of stored rows; only the visible rows are drawn. */
export const RowsTable = memo(function RowsTable({ dataset, rows, selected, hrefOf }: RowsTableProps) {
  const columns = useMemo(() => columnsOf(dataset), [dataset])
  const widths = useMemo(() => columns.map((column) => widthOf(column, rows)), [columns, rows])
  const scroller = useRef<HTMLElement>(null)
  const size = useElementSize()
  const ref = useMergedRef(scroller, size.ref)
  const [first, setFirst] = useState(0)
  const from = Math.max(0, first - SPARE)
  const to = Math.min(rows.length, first + Math.ceil(size.height / ROW_HEIGHT) + 2 * SPARE)

  const chosen = selected === null ? -1 : rows.findIndex(({ place }) => isSame(place, selected))
  // A row that a link names is scrolled into view; a clicked row is visible already.
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box || chosen === -1) return
    const top = chosen * ROW_HEIGHT
    const inSight = top >= box.scrollTop && top + 2 * ROW_HEIGHT <= box.scrollTop + box.clientHeight
    if (!inSight) box.scrollTop = Math.max(0, top - box.clientHeight / 2)
  }, [chosen])

  const onScroll = () => {
    const row = Math.floor((scroller.current?.scrollTop ?? 0) / ROW_HEIGHT)
    setFirst(row - (row % SPARE))
  }
  return (
    <section
      ref={ref}
      className={classes.scroller}
      aria-label="Rows"
      data-tour="rows"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      <table
        className={classes.table}
        aria-rowcount={rows.length + 1}
        style={{ minWidth: widths.reduce((sum, width) => sum + width, POSITION_WIDTH) }}
      >
        <colgroup>
          {columns.map(({ field }, i) => (
            <col key={field} style={{ width: widths[i] }} />
          ))}
          <col style={{ width: POSITION_WIDTH }} />
        </colgroup>
        <thead>
          <tr>
            {columns.map(({ field, title, shape }) => (
              <th key={field} scope="col" data-number={shape === 'number' || undefined}>
                {title}
              </th>
            ))}
            <th scope="col" data-number title="Partition and offset in the log">
              log position
            </th>
          </tr>
        </thead>
        <tbody>
          {from > 0 && <Space rows={from} columns={columns.length + 1} />}
          {rows.slice(from, to).map((row, i) => (
            <Line
              key={`${row.place.epoch} ${row.place.partition} ${row.place.offset}`}
              row={row}
              index={from + i}
              columns={columns}
              dataset={dataset}
              selected={from + i === chosen}
              href={hrefOf(row)}
            />
          ))}
          {to < rows.length && <Space rows={rows.length - to} columns={columns.length + 1} />}
        </tbody>
      </table>
    </section>
  )
})

interface LineProps {
  row: StoredRow
  index: number
  columns: readonly Column[]
  dataset: Dataset
  selected: boolean
  href: string
}

const Line = memo(function Line({ row, index, columns, dataset, selected, href }: LineProps) {
  const { place, event } = row
  const { roles } = dataset
  const failed = createRoleReader(roles).isError(event)
  return (
    <tr className={whole.row} aria-rowindex={index + 2} data-selected={selected || undefined}>
      {columns.map(({ field, shape }) => {
        const text = cellText(event[field], shape)
        if (field === roles.time)
          return (
            <td key={field}>
              <a
                className={`${classes.link} ${whole.target}`}
                href={href}
                aria-current={selected || undefined}
                aria-label={`Trace of the event of ${text}, partition ${place.partition}, offset ${place.offset}`}
                title={`${formatDay(Number(event[field]))} ${text} UTC`}
              >
                {text}
              </a>
            </td>
          )
        const isError = failed && (field === roles.outcome || field === roles.errorCode)
        return (
          <td
            key={field}
            data-number={shape === 'number' || undefined}
            data-error={isError || undefined}
            title={shape === 'number' ? undefined : valueText(event[field])}
          >
            {text}
          </td>
        )
      })}
      <td data-number className={classes.place}>
        {place.partition} · {place.offset}
      </td>
    </tr>
  )
})

/** A spacer with the height of the rows that are not drawn. */
function Space({ rows, columns }: { rows: number; columns: number }) {
  return (
    <tr aria-hidden className={classes.space}>
      <td colSpan={columns} style={{ height: rows * ROW_HEIGHT }} />
    </tr>
  )
}

function isSame(a: LogPlace, b: PlaceQuery): boolean {
  const sameEpoch = b.epoch === undefined || a.epoch === b.epoch
  return sameEpoch && a.partition === b.partition && a.offset === b.offset
}
