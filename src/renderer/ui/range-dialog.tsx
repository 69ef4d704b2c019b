import { Button, Modal } from '@mantine/core'
import { DAY_MS } from '@shared/lib/time'
import type { WindowStart } from '@shared/model/window'
import { type ReactNode, useState } from 'react'
import { MinuteInput, minuteOf, minuteText } from './minute-input'
import classes from './range-dialog.module.css'

const LONGEST_MS = 7 * DAY_MS

/** Some windows: both belong to the range. */
export interface WindowRange {
  readonly from: WindowStart
  readonly through: WindowStart
}

interface RangeDialogProps {
  title: string
  about: string
  /** What is shown first. */
  first: WindowRange
  onClose(): void
  /** What follows below a valid range, with its `RangeDialogFoot`. */
  children(range: WindowRange): ReactNode
}

/** Asks for the first and the last minute of at most one week. */
export function RangeDialog({ title, about, first, onClose, children }: RangeDialogProps) {
  const [from, setFrom] = useState(() => minuteText(first.from))
  const [through, setThrough] = useState(() => minuteText(first.through))
  const range = rangeOf(from, through)
  return (
    <Modal opened onClose={onClose} title={title} size={560}>
      <div className={classes.form}>
        <p className={classes.about}>{about}</p>
        <div className={classes.range}>
          <MinuteInput label="From" value={from} onChange={setFrom} />
          <MinuteInput label="Through" value={through} onChange={setThrough} />
        </div>
        {typeof range === 'string' ? (
          <>
            <p className={classes.error}>{range}</p>
            <RangeDialogFoot onClose={onClose} />
          </>
        ) : (
          children(range)
        )}
      </div>
    </Modal>
  )
}

export function RangeDialogFoot({ onClose, children }: { onClose(): void; children?: ReactNode }) {
  return (
    <div className={classes.foot}>
      <Button variant="default" onClick={onClose}>
        Close
      </Button>
      {children}
    </div>
  )
}

/** Returns the problem in words if the range is invalid. */
function rangeOf(from: string, through: string): WindowRange | string {
  const [first, last] = [minuteOf(from), minuteOf(through)]
  if (first === null || last === null) return 'Enter the first and the last minute.'
  if (last < first) return 'The last minute is before the first.'
  if (last - first >= LONGEST_MS) return 'Choose at most one week.'
  return { from: first, through: last }
}
