import { Button, Modal } from '@mantine/core'
import { HOUR_MS, MINUTE_MS } from '@shared/lib/time'
import { MOST_BACKFILLED } from '@shared/model/airflow'
import { type WindowStart, windowOf } from '@shared/model/window'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { MinuteInput, minuteOf, minuteText } from '../../ui/minute-input'
import classes from './backfill-dialog.module.css'

/** Asks for the first and the last minute, and lets Airflow run the windows without a successful run. */
export function BackfillDialog({ onClose }: { onClose(): void }) {
  const command = useCommand()
  const [from, setFrom] = useState(() => minuteText(windowOf(Date.now()) - HOUR_MS))
  const [through, setThrough] = useState(() => minuteText(windowOf(Date.now()) - 2 * MINUTE_MS))
  const [starting, setStarting] = useState(false)
  const range = rangeOf(from, through)
  const begin = async () => {
    if (typeof range === 'string') return
    setStarting(true)
    const begun = await command('The backfill could not be started', async (api) => {
      await api.airflow.backfill(range)
      return true
    })
    setStarting(false)
    if (begun) onClose()
  }
  return (
    <Modal opened onClose={onClose} title="Backfill" size={480}>
      <div className={classes.form}>
        <p className={classes.about}>
          Airflow runs each window of the range that has no successful run, oldest first. A window that has its report
          already is not reported again.
        </p>
        <div className={classes.range}>
          <MinuteInput label="From" value={from} onChange={setFrom} />
          <MinuteInput label="Through" value={through} onChange={setThrough} />
        </div>
        {typeof range === 'string' && <p className={classes.error}>{range}</p>}
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button disabled={typeof range === 'string'} loading={starting} onClick={() => void begin()}>
            Start
          </Button>
        </div>
      </div>
    </Modal>
  )
}

function rangeOf(from: string, through: string): { from: WindowStart; through: WindowStart } | string {
  const [first, last] = [minuteOf(from), minuteOf(through)]
  if (first === null || last === null) return 'Enter the first and the last minute.'
  if (last < first) return 'The last minute is before the first.'
  if (last - first >= MOST_BACKFILLED * MINUTE_MS) return 'Choose at most one week.'
  return { from: first, through: last }
}
