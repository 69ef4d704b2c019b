import type { EventTrace } from '@shared/model/event-trace'
import { formatBytes, formatCount } from '../../ui/format/numbers'
import { formatDay, formatInstant, formatMinute, formatSecond } from '../../ui/format/time'

/** What each stage knows about an event, or why it knows nothing. */
export function logWords({ log }: EventTrace) {
  if (!log) return <p>The log no longer holds this record.</p>
  return (
    <>
      <p>
        logged {formatDay(log.loggedAt)} {formatInstant(log.loggedAt)}, {formatBytes(log.bytes)}
      </p>
      {!log.intact && <p>Its bytes no longer match their checksum.</p>}
    </>
  )
}

export function storeWords({ row, log }: EventTrace) {
  if (!row) return <p>{log ? 'Not stored yet, or already expired.' : 'Already expired.'}</p>
  return (
    <p>
      stored {formatDay(row.storedAt)} {formatSecond(row.storedAt)}, with its partition and offset
    </p>
  )
}

export function extractWords({ row, extract, window }: EventTrace) {
  if (!extract) return <p>{waitWords(row !== null, window)}</p>
  if (extract.row === null) return <p>Made before this row was stored. The next revision will include it.</p>
  return (
    <p>
      row {formatCount(extract.row + 1)} of {formatCount(extract.rows)}
    </p>
  )
}

export function reportWords({ row, reports, window }: EventTrace) {
  if (reports.length === 0) return <p>{waitWords(row !== null, window)}</p>
  return (
    <ul>
      {reports.map(({ key, revision, createdAt, counted }) => (
        <li key={key}>
          <p>
            revision {revision}, {formatDay(createdAt)} {formatSecond(createdAt)}:{' '}
            {counted ? 'counted' : 'made before this row was stored'}
          </p>
        </li>
      ))}
    </ul>
  )
}

function waitWords(stored: boolean, window: number | null): string {
  if (!stored || window === null) return 'Made after the event is stored.'
  return `Made when the minute ${formatMinute(window)} has ended.`
}
