import { NativeSelect, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import {
  FORMAT_TITLES,
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
  dataset: string
  /** Null: guessed from the first lines. */
  format: LogFormat | null
  onFormat(format: LogFormat | null): void
}

/** How a file is read, and its first lines as they will be stored. */
export function LogPreview({ file, dataset, format, onFormat }: LogPreviewProps) {
  const [pattern, setPattern] = useState('')
  const choose = (name: string) => {
    const known = LOG_FORMATS.find((one) => one === name)
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
            ...LOG_FORMATS.map((name) => ({ value: name, label: FORMAT_TITLES[name] })),
            { value: PATTERN, label: 'By the pattern of the server’s configuration…' },
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
  const key = JSON.stringify([file.id, dataset, format])
  const preview = useAnswer(key, async (api, signal) => {
    const head = new File([(await file.read(api, 0)).slice(0, HEAD_BYTES)], file.name)
    return api.replay.preview({ file: file.name, bytes: file.size, head, dataset, format }, { signal })
  })
  return (
    <Answer of={preview} failed="The first lines could not be read" height={260}>
      {(value) => <Rows preview={value} />}
    </Answer>
  )
}

function Rows({ preview }: { preview: Preview }) {
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
              {COLUMNS.map(({ title }) => (
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
                  <td colSpan={COLUMNS.length} className={classes.refused}>
                    No event: {reason}
                  </td>
                ) : (
                  COLUMNS.map(({ title, text }) => <td key={title}>{text(event)}</td>)
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
const field = (name: string) => (event: Event) => String(event[name] ?? '–')
const COLUMNS: readonly { title: string; text(event: Event): string }[] = [
  { title: 'Time, UTC', text: (event) => `${formatDay(Number(event.time))} ${formatInstant(Number(event.time))}` },
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
