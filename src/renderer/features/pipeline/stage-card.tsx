import { ActionIcon, Tooltip } from '@mantine/core'
import type { StageStatus } from '@shared/model/stage'
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { PipelineSwitch } from '../../app/use-pipeline-switch'
import { formatCount, formatShort } from '../../ui/format/count'
import { formatMoment, formatSecond } from '../../ui/format/time'
import { Sparkline } from '../../ui/sparkline'
import { LastFault } from './last-fault'
import classes from './stage-card.module.css'
import { StateIcon } from './state-icon'
import { stateWords } from './state-words'

/** How many seconds a stage remembers. */
const HISTORY = 60

interface StageCardProps {
  stage: StageStatus
  stages: readonly StageStatus[]
  pipeline: PipelineSwitch
  /** Controls of this stage alone. */
  children?: ReactNode
}

export function StageCard({ stage, stages, pipeline, children }: StageCardProps) {
  const { state, figures, title, subtitle } = stage
  return (
    <article className={classes.card} data-state={state.state} aria-label={title}>
      <div className={classes.head}>
        <StateIcon state={state.state} />
        <h2 className={classes.title}>{title}</h2>
        <Switch stage={stage} pipeline={pipeline} />
      </div>
      <p className={classes.subtitle} title={subtitle}>
        {subtitle}
      </p>
      <Now stage={stage} />
      <p className={classes.line} data-state={state.state}>
        {stateWords(state, stages)}
        {figures.backlog !== null && <span className={classes.backlog}> · backlog {formatShort(figures.backlog)}</span>}
      </p>
      <p className={classes.line} title={`${formatCount(figures.total)} ${figures.unit} in all`}>
        {formatShort(figures.total)} {figures.unit}
      </p>
      <p className={classes.note} title={figures.note}>
        {figures.note}
      </p>
      {(children || stage.lastFault) && (
        <div className={classes.foot}>
          {children}
          {stage.lastFault && <LastFault title={title} fault={stage.lastFault.fault} at={stage.lastFault.at} />}
        </div>
      )}
    </article>
  )
}

/** Events flow: their rate and its last minute. Windows come one by one: the last one, and when the next is due. */
function Now({ stage: { figures, ratePerSecond, history, lastWindow, nextAt } }: { stage: StageStatus }) {
  if (figures.unit === 'windows') {
    return (
      <>
        <p className={classes.figure}>{lastWindow === null ? '–' : formatMoment(lastWindow, Date.now())}</p>
        <p className={classes.next}>{nextAt === null ? 'none due' : `next at ${formatSecond(nextAt)}`}</p>
      </>
    )
  }
  return (
    <>
      <p className={classes.figure}>
        {formatCount(ratePerSecond)}
        <span className={classes.unit}>/s</span>
      </p>
      <div className={classes.spark}>
        <Sparkline values={history} length={HISTORY} />
      </div>
    </>
  )
}

function Switch({ stage, pipeline }: { stage: StageStatus; pipeline: PipelineSwitch }) {
  const stopped = stage.state.state === 'stopped'
  const label = `${stopped ? 'Start' : 'Stop'} ${stage.title}`
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        className={classes.switch}
        aria-label={label}
        disabled={stage.state.state === 'stopping'}
        onClick={() => (stopped ? pipeline.start(stage) : pipeline.stop(stage))}
      >
        {stopped ? <IconPlayerPlayFilled size={13} /> : <IconPlayerStopFilled size={13} />}
      </ActionIcon>
    </Tooltip>
  )
}
