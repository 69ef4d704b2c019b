import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { HOUR_MS, MINUTE_MS } from '@shared/lib/time'
import type { Dataset } from '@shared/model/dataset'
import type { ReanalysisPlan } from '@shared/model/reanalysis'
import { type WindowStart, windowOf } from '@shared/model/window'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { useCommand } from '../../state/connection/use-command'
import { formatCount } from '../../ui/format/numbers'
import { formatMoment } from '../../ui/format/time'
import { formatSpan } from '../../ui/format/time-span'
import { RangeDialog, RangeDialogFoot } from '../../ui/range-dialog'
import { Answer } from '../../widgets/answer'
import classes from './analyse-again.module.css'

const SHOWN_CHANGES = 8
/** A date is typed digit by digit: ask for the preview after this pause. */
const TYPED_MS = 500

/** Opens the form to analyse a range of windows again: the selected window, else the last hour. */
export function AnalyseAgain({ dataset, start }: { dataset: Dataset; start: WindowStart | null }) {
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)} data-tour="analyse-again">
        Analyse again…
      </Button>
      {opened && <Dialog dataset={dataset} start={start} onClose={() => setOpened(false)} />}
    </>
  )
}

/** `to` is the first window after the range. */
interface Range {
  readonly from: WindowStart
  readonly to: WindowStart
}

interface DialogProps {
  dataset: Dataset
  start: WindowStart | null
  onClose(): void
}

function Dialog({ dataset, start, onClose }: DialogProps) {
  const command = useCommand()
  const [starting, setStarting] = useState(false)
  const now = windowOf(Date.now())
  const begin = async (range: Range) => {
    setStarting(true)
    const job = await command('The analysis could not be started', (api) =>
      api.reanalysis.reanalyse({ dataset: dataset.name, ...range }),
    )
    setStarting(false)
    if (job) onClose()
  }
  return (
    <RangeDialog
      title="Analyse again"
      about="Every window gets a new revision of its report. Earlier revisions are kept for comparison."
      first={{ from: start ?? now - HOUR_MS, through: start ?? now - MINUTE_MS }}
      onClose={onClose}
    >
      {({ from, through }) => {
        const range = { from, to: through + MINUTE_MS }
        return (
          <DryRun
            dataset={dataset}
            range={range}
            starting={starting}
            onStart={() => void begin(range)}
            onClose={onClose}
          />
        )
      }}
    </RangeDialog>
  )
}

interface DryRunProps {
  dataset: Dataset
  range: Range
  starting: boolean
  onStart(): void
  onClose(): void
}

function DryRun({ dataset, range, starting, onStart, onClose }: DryRunProps) {
  const [from] = useDebouncedValue(range.from, TYPED_MS)
  const [to] = useDebouncedValue(range.to, TYPED_MS)
  const plan = useAnswer(`${dataset.name} ${from} ${to}`, (api) =>
    api.reanalysis.plan({ dataset: dataset.name, from, to }),
  )
  const upToDate = from === range.from && to === range.to
  const possible = upToDate && plan.state === 'live' && plan.value.windows > plan.value.ways.lost
  return (
    <>
      <section aria-label="Dry run" className={classes.plan}>
        <Answer of={plan} failed="The preview could not be loaded" height={44}>
          {(value) => <Plan plan={value} />}
        </Answer>
      </section>
      <RangeDialogFoot onClose={onClose}>
        <Button disabled={!possible} loading={starting} onClick={onStart}>
          Start
        </Button>
      </RangeDialogFoot>
    </>
  )
}

function Plan({ plan }: { plan: ReanalysisPlan }) {
  const { windows, ways, changed, changes, estimatedSeconds } = plan
  if (windows === 0) return <p>No windows in this range: the source was not running and no events arrived.</p>
  const parts = [
    ways.extract > 0 && `${formatCount(ways.extract)} from stored rows`,
    ways.analyse > 0 && `${formatCount(ways.analyse)} from their Parquet extracts`,
    ways.lost > 0 && `${formatCount(ways.lost)} lost`,
  ].filter((part) => part !== false)
  return (
    <>
      <p>
        <strong>
          {formatCount(windows)} {windows === 1 ? 'window' : 'windows'}
        </strong>
        : {parts.join(', ')}.{estimatedSeconds !== null && ` About ${formatSpan(estimatedSeconds)}.`}
      </p>
      {ways.lost > 0 && <p>Lost windows have neither rows nor an extract, so their reports stay as they are.</p>}
      {changed === 0 ? (
        <p>Their events are unchanged; anomalies are detected again.</p>
      ) : (
        <>
          <p>{formatCount(changed)} would have other events:</p>
          <ul className={classes.changes}>
            {changes.slice(0, SHOWN_CHANGES).map(({ start, rows, rowsNow }) => (
              <li key={start}>
                {formatMoment(start, Date.now())}: {rows === null ? 'no report' : formatCount(rows)} →{' '}
                {formatCount(rowsNow)}
              </li>
            ))}
            {changed > SHOWN_CHANGES && <li>and {formatCount(changed - SHOWN_CHANGES)} more</li>}
          </ul>
        </>
      )}
    </>
  )
}
