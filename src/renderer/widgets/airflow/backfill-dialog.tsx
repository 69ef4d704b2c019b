import { Button } from '@mantine/core'
import { HOUR_MS, MINUTE_MS } from '@shared/lib/time'
import { windowOf } from '@shared/model/window'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { RangeDialog, RangeDialogFoot, type WindowRange } from '../../ui/range-dialog'

/** Asks for a range, and lets Airflow run its windows without a successful run. */
export function BackfillDialog({ onClose }: { onClose(): void }) {
  const command = useCommand()
  const [starting, setStarting] = useState(false)
  const now = windowOf(Date.now())
  const begin = async (range: WindowRange) => {
    setStarting(true)
    const begun = await command('The backfill could not be started', async (api) => {
      await api.airflow.backfill(range)
      return true
    })
    setStarting(false)
    if (begun) onClose()
  }
  return (
    <RangeDialog
      title="Backfill"
      about="Airflow runs each window of the range that has no successful run, oldest first. Windows that have a report keep it."
      first={{ from: now - HOUR_MS, through: now - 2 * MINUTE_MS }}
      onClose={onClose}
    >
      {(range) => (
        <RangeDialogFoot onClose={onClose}>
          <Button loading={starting} onClick={() => void begin(range)}>
            Start
          </Button>
        </RangeDialogFoot>
      )}
    </RangeDialog>
  )
}
