import { ActionIcon, Tooltip } from '@mantine/core'
import type { StageState, StageStatus } from '@shared/model/stage'
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { memo } from 'react'
import { hrefOf } from '../../state/route'
import type { PipelineSwitch } from '../../state/use-pipeline-switch'
import { formatCount, formatShort } from '../../ui/format/numbers'
import { formatDay, formatMinute, formatSecond } from '../../ui/format/time'
import { Sparkline } from '../../ui/sparkline'
import { WhatIsThis } from '../../ui/what-is-this'
import { LastFault } from './last-fault'
import classes from './stage-card.module.css'
import { StateIcon } from './state-icon'
import { missedService, stateWords } from './state-words'

/** The length of a stage's history in seconds. */
const HISTORY = 60

interface StageCardProps {
  stage: StageStatus
  stages: readonly StageStatus[]
  pipeline: PipelineSwitch
  /** The controls of this stage only. */
  children?: ReactNode
}

export function StageCard({ stage, stages, pipeline, children }: StageCardProps) {
  const { state, figures, title, subtitle } = stage
  return (
    <article className={classes.card} data-state={state.state} aria-label={title}>
      <div className={classes.head}>
        <StateIcon state={state.state} />
        <h2 className={classes.title}>{title}</h2>
        <div className={classes.buttons}>
          {stage.lastFault && <LastFault title={title} fault={stage.lastFault.fault} at={stage.lastFault.at} />}
          <StageSwitch id={stage.id} title={title} state={state.state} pipeline={pipeline} />
        </div>
      </div>
      <div className={classes.about}>
        <p className={classes.subtitle} title={subtitle}>
          {subtitle}
        </p>
        <WhatIsThis about={`stage-${stage.id}`} />
      </div>
      <Now stage={stage} stages={stages} />
      <p className={classes.line} title={`${formatCount(figures.total)} ${figures.unit} in total`}>
        {figures.total < 100_000 ? formatCount(figures.total) : formatShort(figures.total)}{' '}
        {figures.total === 1 ? figures.unit.replace(/s$/, '') : figures.unit}
      </p>
      {figures.backlog !== null && <p className={classes.line}>backlog {formatCount(figures.backlog)}</p>}
      <p className={classes.line} title={figures.note}>
        {figures.note}
      </p>
      {figures.link !== undefined && (
        <p className={classes.line}>
          <a className={classes.link} href={figures.link} target="_blank" rel="noreferrer">
            Spark screen
          </a>
        </p>
      )}
      {children && <div className={classes.foot}>{children}</div>}
    </article>
  )
}

/** Event stages show the rate and its last minute. Window stages show the last window, and when the next is due. */
function Now({ stage, stages }: Pick<StageCardProps, 'stage' | 'stages'>) {
  const { state, figures, ratePerSecond, history, lastWindow, nextAt } = stage
  const windows = figures.unit === 'windows'
  return (
    <>
      {windows ? (
        <p className={classes.figure}>{lastWindow === null ? '–' : formatMinute(lastWindow)}</p>
      ) : (
        <p className={classes.figure}>
          {formatCount(ratePerSecond)}
          <span className={classes.unit}>/s</span>
        </p>
      )}
      <div className={classes.now} data-state={state.state}>
        {missedService(state) !== null ? (
          <a className={classes.missed} href={hrefOf('services')}>
            {stateWords(state, stages)}
          </a>
        ) : state.state !== 'running' ? (
          stateWords(state, stages)
        ) : windows ? (
          <span className={classes.next}>{dueWords(lastWindow, nextAt, figures.backlog)}</span>
        ) : (
          <Sparkline values={history} length={HISTORY} />
        )}
      </div>
    </>
  )
}

/** Shows the day of a window that is not from today; otherwise the time until the next one. */
function dueWords(lastWindow: number | null, nextAt: number | null, backlog: number | null): string {
  if (lastWindow !== null && formatDay(lastWindow) !== formatDay(Date.now())) return `of ${formatDay(lastWindow)}`
  if (nextAt === null && backlog) return `${formatCount(backlog)} due`
  return nextAt === null ? 'none due' : `next at ${formatSecond(nextAt)}`
}

interface StageSwitchProps extends Pick<StageStatus, 'id' | 'title'> {
  state: StageState['state']
  pipeline: PipelineSwitch
}

/** Starts or stops one stage. */
export const StageSwitch = memo(function StageSwitch({ id, title, state, pipeline }: StageSwitchProps) {
  const stopped = state === 'stopped'
  const label = `${stopped ? 'Start' : 'Stop'} ${title}`
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        aria-label={label}
        disabled={state === 'stopping'}
        onClick={() => (stopped ? pipeline.start({ id, title }) : pipeline.stop({ id, title }))}
      >
        {stopped ? <IconPlayerPlayFilled size={13} /> : <IconPlayerStopFilled size={13} />}
      </ActionIcon>
    </Tooltip>
  )
})
