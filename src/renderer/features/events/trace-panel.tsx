import type { Dataset } from '@shared/model/dataset'
import type { EventTrace, PlaceQuery } from '@shared/model/event-trace'
import { createRoleReader } from '@shared/model/role-values'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { formatDay, formatInstant } from '../../ui/format/time'
import { hexDump } from '../../ui/hex-dump'
import { ScrollText } from '../../ui/scroll-text'
import { Answer } from '../../widgets/answer'
import { SidePanel } from '../../widgets/list-panel/side-panel'
import { StoreProblem } from '../../widgets/store-problem'
import { columnsOf, valueText } from './columns'
import { TraceDiagram } from './trace-diagram'
import classes from './trace-panel.module.css'

interface TracePanelProps {
  dataset: Dataset
  place: PlaceQuery
  /** A new number repeats the call. */
  again: number
  closeHref: string
}

/** The trace of one event, and its contents. */
export function TracePanel({ dataset, place, again, closeHref }: TracePanelProps) {
  const [asked, setAsked] = useState(0)
  const answer = useAnswer(
    `trace ${place.epoch} ${place.partition} ${place.offset}`,
    (api) => api.events.trace({ dataset: dataset.name, ...place }),
    `${again} ${asked}`,
  )
  return (
    <SidePanel
      about="trace"
      title="Trace of an event"
      subtitle={answer.state === 'live' ? eventWords(answer.value, dataset) : ''}
      closeLabel="Close event"
      close={closeHref}
    >
      <Answer
        of={answer}
        failed="The trace could not be loaded"
        height={420}
        problem={(title, message) => (
          <StoreProblem title={title} message={message} onRunning={() => setAsked(asked + 1)} />
        )}
      >
        {(trace) => <Body trace={trace} dataset={dataset} />}
      </Answer>
    </SidePanel>
  )
}

function Body({ trace, dataset }: { trace: EventTrace; dataset: Dataset }) {
  return (
    <div className={classes.body}>
      <TraceDiagram trace={trace} />
      {trace.row && (
        <section aria-label="Fields">
          <h3 className={classes.title}>Fields</h3>
          <dl className={classes.fields}>
            {columnsOf(dataset).map(({ field, title, shape }) => {
              const value = trace.row?.event[field] ?? null
              return (
                <div key={field}>
                  <dt>{title}</dt>
                  <dd data-none={value === null || undefined}>
                    {value === null ? 'null' : shape === 'time' ? momentOf(Number(value)) : valueText(value)}
                  </dd>
                </div>
              )
            })}
          </dl>
        </section>
      )}
      {trace.log && (
        <details>
          <summary className={classes.title}>Raw record in the log</summary>
          <ScrollText label="Bytes of the record" text={hexDump(bytesOf(trace.log.value))} lines="whole" />
        </details>
      )}
    </div>
  )
}

function eventWords({ row, place }: EventTrace, { roles }: Dataset): string {
  if (!row) return `partition ${place.partition}, offset ${place.offset}`
  const { event } = row
  const parts = [
    createRoleReader(roles).typeOf(event),
    ...(roles.outcome === undefined ? [] : [valueText(event[roles.outcome])]),
  ]
  return [formatInstant(Number(event[roles.time])), ...parts].join(' · ')
}

function momentOf(ms: number): string {
  return `${formatDay(ms)} ${formatInstant(ms)} UTC`
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
