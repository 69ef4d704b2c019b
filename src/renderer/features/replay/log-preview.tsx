import { NativeSelect, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import type { Dataset } from '@shared/model/dataset'
import {
  EVENT_FORMATS,
  FORMAT_TITLES,
  isAccessLog,
  LOG_FORMATS,
  type LogFormat,
  PATTERN_CHARACTERS,
  type LogPreview as Preview,
} from '@shared/model/log-format'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { formatCount } from '../../ui/format/numbers'
import { formatDay, formatInstant } from '../../ui/format/time'
import { Answer } from '../../widgets/answer'
import type { LogFile } from './log-file'
import classes from './log-preview.module.css'

const HEAD_BYTES = 256 * 1_024
/** A pattern is typed or pasted: ask for the preview after this pause. */
const TYPED_MS = 400
const GUESS = ''
const PATTERN = 'pattern'

interface LogPreviewProps {
  file: LogFile
  dataset: Dataset
  /** Null: guessed from the first lines. */
  format: LogFormat | null
  onFormat(format: LogFormat | null): void
}

/** How a file is read, and its first lines as they will be stored. */
export function LogPreview({ file, dataset, format, onFormat }: LogPreviewProps) {
  const [pattern, setPattern] = useState('')
  const isLog = isAccessLog(dataset.name)
  const formats = isLog ? LOG_FORMATS : EVENT_FORMATS
  const choose = (name: string) => {
    const known = formats.find((one) => one === name)
    onFormat(name === PATTERN ? { name: PATTERN, pattern } : known ? { name: known } : null)
  }
  const [asked] = useDebouncedValue(format, TYPED_MS)
  const isEmpty = asked?.name === PATTERN && asked.pattern.trim() === ''
  return (
    <div className={classes.preview}>
      <div className={classes.head}>
        <NativeSelect
          label="Format"
          value={format === null ? GUESS : format.name}
          data={[
            { value: GUESS, label: 'Recognise from the first lines' },
            ...formats.map((name) => ({ value: name, label: FORMAT_TITLES[name] })),
            ...(isLog ? [{ value: PATTERN, label: 'By the pattern of the server’s configuration…' }] : []),
          ]}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        {format?.name === PATTERN && (
          <Textarea
            label="Pattern"
            description="The text of log_format (nginx) or LogFormat (Apache), as in the configuration."
            placeholder={'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent'}
            inputWrapperOrder={['label', 'input', 'description']}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={PATTERN_CHARACTERS}
            value={pattern}
            onChange={(event) => {
              setPattern(event.currentTarget.value)
              onFormat({ name: PATTERN, pattern: event.currentTarget.value })
            }}
          />
        )}
      </div>
      {isEmpty ? (
        <p className={classes.about}>Paste the pattern to see how the first lines are read.</p>
      ) : (
        <FirstLines file={file} dataset={dataset} format={asked} />
      )}
    </div>
  )
}

function FirstLines({ file, dataset, format }: Pick<LogPreviewProps, 'file' | 'dataset' | 'format'>) {
  const key = JSON.stringify([file.id, dataset.name, format])
  const preview = useAnswer(key, async (api, signal) => {
    const head = new File([(await file.read(api, 0)).slice(0, HEAD_BYTES)], file.name)
    return api.replay.preview({ file: file.name, bytes: file.size, head, dataset: dataset.name, format }, { signal })
  })
  return (
    <Answer of={preview} failed="The first lines could not be read" height={260}>
      {(value) => <Rows preview={value} columns={columnsOf(dataset)} />}
    </Answer>
  )
}

function Rows({ preview, columns }: { preview: Preview; columns: readonly Column[] }) {
  const { format, rivals, events, lines, rows } = preview
  return (
    <>
      <p className={classes.about} role="status">
        {format.name === PATTERN ? 'Your pattern' : FORMAT_TITLES[format.name]}: {formatCount(events)} of the first{' '}
        {formatCount(lines)} lines are events
        {events < lines && '; the others become dead letters'}.
        {rivals.length > 0 && ' The lines fit more than one format: choose one above.'}
      </p>
      <div className={classes.scroll}>
        <table className={classes.table} aria-label="The first lines as they will be stored">
          <thead>
            <tr>
              {columns.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, event, reason }, i) => (
              <tr key={i} title={line.slice(0, 1_000)}>
                {event === null ? (
                  <td colSpan={columns.length} className={classes.refused}>
                    No event: {reason}
                  </td>
                ) : (
                  columns.map(({ title, text }) => <td key={title}>{text(event)}</td>)
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

type Event = NonNullable<Preview['rows'][number]['event']>
const field = (name: string) => (event: Event) => {
  const value = event[name] ?? '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
const time = (name: string) => (event: Event) => {
  const ms = Number(event[name])
  return `${formatDay(ms)} ${formatInstant(ms)}`
}

interface Column {
  readonly title: string
  text(event: Event): string
}

const LOG_COLUMNS: readonly Column[] = [
  { title: 'Time, UTC', text: time('time') },
  { title: 'Client', text: field('client') },
  { title: 'User', text: field('remote_user') },
  { title: 'Host', text: field('host') },
  { title: 'Method', text: field('method') },
  { title: 'Path', text: field('path') },
  { title: 'Status', text: field('status_code') },
  { title: 'Bytes', text: field('bytes') },
  { title: 'Latency', text: (event) => (event.latency_ms === null ? '–' : `${event.latency_ms} ms`) },
  { title: 'Upstream', text: field('upstream') },
  { title: 'Other fields', text: field('extra') },
]

/** The time first, as everywhere; other datasets show their own fields. */
function columnsOf({ name, roles, schema, derived }: Dataset): readonly Column[] {
  if (isAccessLog(name)) return LOG_COLUMNS
  const others = schema.fields.filter((one) => one.name !== roles.time && one.name !== roles.id)
  return [
    {
      title: `${derived?.find((one) => one.name === roles.time)?.path.join('.') ?? roles.time}, UTC`,
      text: time(roles.time),
    },
    ...others.map((one) => ({ title: one.name, text: field(one.name) })),
  ]
}
