import { Button } from '@mantine/core'
import type { DisturbanceState, ScenarioRun } from '@shared/model/scenario'
import { usePipelineSwitch } from '../../state/use-pipeline-switch'
import { useScenarioSwitch } from '../../state/use-scenario-switch'
import { Badge, type Tone } from '../../ui/badge'
import { Card } from '../../ui/card'
import { formatMoment, formatSecond } from '../../ui/format/time'
import { formatSpan } from '../../ui/format/time-span'
import { Problem } from '../../ui/problem'
import { useNow } from '../../ui/use-now'
import classes from './current-disturbances.module.css'
import { whatWords } from './disturbance-words'
import { ScenarioTimeline } from './scenario-timeline'

const STATES: Record<DisturbanceState, { word: string; tone: Tone }> = {
  upcoming: { word: 'upcoming', tone: 'outline' },
  on: { word: 'on', tone: 'warning' },
  over: { word: 'over', tone: 'outline' },
}

const ROW_HEIGHT = 34
const MOST = 12

interface CurrentDisturbancesProps {
  run: ScenarioRun
  labels: Readonly<Record<string, string>>
}

/**
 * The disturbances in effect now. The space stays reserved while there are none, so that buttons do not move under the pointer.
 */
export function CurrentDisturbances({
  run,
  labels,
}: {
  run: ScenarioRun | null
  labels: CurrentDisturbancesProps['labels']
}) {
  if (run) return <Run run={run} labels={labels} />
  return (
    <Card about="current-disturbances" title="No scenario is running" className={classes.card}>
      <p className={classes.none}>
        A scenario runs as soon as you start it. Its labels record which types were changed, how and when. They are
        saved next to the reports of the same time, and are used to score the detector.
      </p>
    </Card>
  )
}

/** The current time of the scenario, and the state of each disturbance. */
function Run({ run, labels }: CurrentDisturbancesProps) {
  const now = useNow(1_000)
  const switching = useScenarioSwitch()
  const pipeline = usePipelineSwitch()
  const { scenario, startedAt, endsAt, state, disturbances, flowing, truth } = run
  const over = state === 'over'
  return (
    <Card
      about="current-disturbances"
      title={scenario}
      className={classes.card}
      subtitle={
        over
          ? `ended at ${formatMoment(endsAt, now)} UTC`
          : `ends in ${left(endsAt, now)}, at ${formatSecond(endsAt)} UTC`
      }
      aside={
        over ? (
          <Button variant="default" size="xs" onClick={() => switching.stop()}>
            Dismiss
          </Button>
        ) : (
          <Button size="xs" onClick={() => switching.stop()}>
            Stop scenario
          </Button>
        )
      }
    >
      {!flowing && !over && (
        <div className={classes.still}>
          <Problem
            title="No events to disturb"
            message="The source is stopped, or its simulator is off on the Source card. The scenario clock keeps running."
            action={
              <Button variant="default" size="xs" onClick={() => pipeline.start({ id: 'source', title: 'Source' })}>
                Start source
              </Button>
            }
          />
        </div>
      )}
      <div className={classes.body}>
        <ol className={classes.disturbances}>
          {disturbances.map(({ disturbance, from, to, state: at }) => (
            <li key={`${from} ${to} ${disturbance.kind}`} className={classes.disturbance} data-state={at}>
              <Badge tone={STATES[at].tone}>{STATES[at].word}</Badge>
              <span className={classes.what}>{whatWords(disturbance, labels)}</span>
              <span className={classes.count}>{countWords(at, from, to, now)}</span>
            </li>
          ))}
        </ol>
        <ScenarioTimeline
          disturbances={disturbances.map(({ disturbance }) => disturbance)}
          rowHeight={ROW_HEIGHT}
          most={MOST}
          now={(now - startedAt) / 1_000}
        />
      </div>
      <p className={classes.truth}>
        Labels: <code>{`${truth.bucket}/${truth.key}`}</code>
      </p>
    </Card>
  )
}

function countWords(state: DisturbanceState, from: number, to: number, now: number): string {
  switch (state) {
    case 'upcoming':
      return `starts in ${left(from, now)}`
    case 'on':
      return `${left(to, now)} left`
    case 'over':
      return `until ${formatSecond(to)}`
  }
}

function left(until: number, now: number): string {
  return formatSpan(Math.max(0, Math.ceil((until - now) / 1_000)))
}
