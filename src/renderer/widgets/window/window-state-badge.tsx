import { faultMessage } from '@shared/model/fault-message'
import type { WindowRow, WindowState } from '@shared/model/window'
import { Badge, type Tone } from '../../ui/badge'

const TONES: Record<WindowState, Tone> = {
  open: 'outline',
  closing: 'accent',
  complete: 'success',
  incomplete: 'error',
  reopened: 'warning',
}

const MEANINGS: Record<WindowState, string> = {
  open: 'still filling',
  closing: 'the minute has ended; the report follows',
  complete: 'its report covers every logged event',
  incomplete: 'reported with events missing, after the maximum wait',
  reopened: 'events came after its report; the next revision follows',
}

export function WindowStateBadge({ row }: { row: Pick<WindowRow, 'state' | 'filled' | 'fault' | 'waitsFor'> }) {
  const caughtUp = row.filled ? ' · filled later, because Millrace or a stage was not running' : ''
  if (row.fault) {
    return (
      <Badge tone="error" title={faultMessage(row.fault)}>
        retrying
      </Badge>
    )
  }
  if (row.waitsFor) {
    return (
      <Badge tone="warning" title="Airflow has not requested it yet; Millrace starts nothing by itself">
        waits for Airflow
      </Badge>
    )
  }
  return (
    <Badge tone={TONES[row.state]} title={`${MEANINGS[row.state]}${caughtUp}`}>
      {row.state}
    </Badge>
  )
}
