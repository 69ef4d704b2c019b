import type { StageState } from '@shared/model/stage'
import {
  IconAlertTriangleFilled,
  IconCircle,
  IconCircleCheckFilled,
  IconCircleDotted,
  IconClockHour4,
} from '@tabler/icons-react'
import classes from './state-icon.module.css'

const ICONS = {
  stopped: IconCircle,
  waiting: IconClockHour4,
  starting: IconCircleDotted,
  running: IconCircleCheckFilled,
  stopping: IconCircleDotted,
  retrying: IconAlertTriangleFilled,
} satisfies Record<StageState['state'], unknown>

/** A shape and a colour per state, and the word for screen readers. */
export function StateIcon({ state }: { state: StageState['state'] }) {
  const Icon = ICONS[state]
  return <Icon size={15} className={classes.icon} data-state={state} role="img" aria-label={state} />
}
