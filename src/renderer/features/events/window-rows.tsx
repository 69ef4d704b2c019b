import { ActionIcon, Button, Group } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import type { StoredRow } from '@shared/model/event-trace'
import { rowsAsCsv, rowsAsJsonLines } from '@shared/model/rows-as-text'
import { type WindowStart, windowName } from '@shared/model/window'
import { IconDownload, IconRefresh } from '@tabler/icons-react'
import { useCallback, useState } from 'react'
import type { Api } from '../../state/connection/connection'
import { useAnswer } from '../../state/connection/use-answer'
import { useCommand } from '../../state/connection/use-command'
import { hrefOf, hrefOfRows, type RowsRoute } from '../../state/route'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { formatCount } from '../../ui/format/numbers'
import { formatDay, formatMinute } from '../../ui/format/time'
import { saveFile } from '../../ui/save-file'
import { ScreenLink } from '../../ui/screen-link'
import { Answer } from '../../widgets/answer'
import { StoreProblem } from '../../widgets/store-problem'
import { columnsOf } from './columns'
import { RowsFilter } from './rows-filter'
import { RowsTable } from './rows-table'
import { TracePanel } from './trace-panel'
import { WindowPicker } from './window-picker'
import classes from './window-rows.module.css'

interface WindowRowsProps {
  dataset: Dataset
  start: WindowStart
  rows: RowsRoute
}

/** The number of rows that main returns at most. */
const MOST = 500

export function WindowRows({ dataset, start, rows }: WindowRowsProps) {
  const { name } = dataset
  const { type, errorsOnly, errorCode, order, place } = rows
  const [asked, setAsked] = useState(0)
  const filter = {
    ...(type !== null && { type }),
    ...(errorCode !== null && { errorCode }),
    errorsOnly,
    order,
  }
  const key = `rows ${start} ${JSON.stringify(filter)}`
  const request = { dataset: name, start, limit: MOST, ...filter }
  const answer = useAnswer(key, (api) => api.events.rows(request), asked)
  const report = useAnswer(
    `report ${start}`,
    (api) => api.reports.get({ dataset: name, start }).catch(() => null),
    asked,
  )
  const found = answer.state === 'live' ? answer.value : NOTHING
  const hrefOfRow = useCallback(
    (row: StoredRow) => hrefOfRows(name, start, { type, errorsOnly, errorCode, order, place: row.place }),
    [name, start, type, errorsOnly, errorCode, order],
  )
  return (
    <>
      <div className={classes.bar}>
        <WindowPicker start={start} hrefOf={(next) => hrefOfRows(name, next, { ...rows, place: null })} />
        <RowsFilter
          dataset={dataset}
          report={report.state === 'live' ? report.value : null}
          shown={found.rows}
          rows={rows}
          onChange={(next) => window.location.assign(hrefOfRows(name, start, next))}
        />
      </div>
      <div className={classes.columns} data-open={place !== null || undefined}>
        <Card
          about="rows"
          title={`Rows of ${formatMinute(start)}`}
          subtitle={answer.state === 'live' ? countWords(found, start) : `${formatDay(start)}, UTC`}
          className={classes.list}
          aside={
            <>
              {report.state === 'live' && report.value && (
                <ScreenLink href={hrefOf('reports', name, start)}>Report</ScreenLink>
              )}
              <SaveRows dataset={dataset} start={start} rows={found.rows} request={request} />
              <ActionIcon variant="default" size={30} aria-label="Refresh" onClick={() => setAsked(asked + 1)}>
                <IconRefresh size={15} aria-hidden />
              </ActionIcon>
            </>
          }
        >
          <Answer
            of={answer}
            failed="The rows could not be loaded"
            height={320}
            problem={(title, message) => (
              <StoreProblem title={title} message={message} onRunning={() => setAsked(asked + 1)} />
            )}
          >
            {(loaded) =>
              loaded.rows.length === 0 ? (
                <NoRows dataset={dataset} start={start} rows={rows} />
              ) : (
                <RowsTable dataset={dataset} rows={loaded.rows} selected={place} hrefOf={hrefOfRow} />
              )
            }
          </Answer>
        </Card>
        {place && (
          <TracePanel
            key={`${place.epoch} ${place.partition} ${place.offset}`}
            dataset={dataset}
            place={place}
            again={asked}
            closeHref={hrefOfRows(name, start, { ...rows, place: null })}
          />
        )}
      </div>
    </>
  )
}

const NOTHING: { rows: StoredRow[]; total: number } = { rows: [], total: 0 }

function countWords({ rows, total }: typeof NOTHING, start: WindowStart): string {
  const count =
    rows.length < total ? `the first ${formatCount(rows.length)} of ${formatCount(total)}` : formatCount(total)
  return `${count} ${total === 1 ? 'row' : 'rows'} · ${formatDay(start)}, UTC`
}

function NoRows({ dataset: { name }, start, rows }: WindowRowsProps) {
  const filtered = rows.type !== null || rows.errorsOnly || rows.errorCode !== null
  return filtered ? (
    <EmptyState title="No matching rows in this minute">
      <ScreenLink href={hrefOfRows(name, start)}>Show all rows of {formatMinute(start)}</ScreenLink>
    </EmptyState>
  ) : (
    <EmptyState title="No rows in this minute">
      The store holds no events of this minute. <ScreenLink href={hrefOfRows(name, null)}>Show the newest</ScreenLink>
    </EmptyState>
  )
}

interface SaveRowsProps {
  dataset: Dataset
  start: WindowStart
  rows: readonly StoredRow[]
  /** What was asked for to get the rows. */
  request: Parameters<Api['events']['rowsAsParquet']>[0]
}

const FORMATS = [
  { format: 'csv', label: 'CSV', title: 'Save these rows as CSV' },
  { format: 'jsonl', label: 'JSONL', title: 'Save these rows as JSON lines' },
  { format: 'parquet', label: 'Parquet', title: 'Save these rows as Parquet' },
] as const

function SaveRows({ dataset, start, rows, request }: SaveRowsProps) {
  const command = useCommand()
  const save = async (format: (typeof FORMATS)[number]['format']) => {
    if (format === 'parquet') {
      const file = await command('The rows could not be saved', (api) => api.events.rowsAsParquet(request))
      if (file) saveFile(file)
      return
    }
    const fields = columnsOf(dataset).map(({ field }) => field)
    const text = format === 'csv' ? rowsAsCsv(rows, fields) : rowsAsJsonLines(rows)
    const type = format === 'csv' ? 'text/csv' : 'application/jsonl'
    saveFile(new File([text], `${dataset.name}_${windowName(start)}_rows.${format}`, { type }))
  }
  return (
    <Group gap={6} wrap="nowrap" role="group" aria-label="Save these rows">
      {FORMATS.map(({ format, label, title }, i) => (
        <Button
          key={format}
          variant="default"
          size="xs"
          px={10}
          disabled={rows.length === 0}
          leftSection={i === 0 ? <IconDownload size={14} aria-hidden /> : undefined}
          title={title}
          onClick={() => void save(format)}
        >
          {label}
        </Button>
      ))}
    </Group>
  )
}
