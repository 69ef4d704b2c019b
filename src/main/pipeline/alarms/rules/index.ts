import type { AlarmRule } from '../alarm-rule'
import { stageDown } from './stage-down'

/** One rule for each kind of alarm. */
export function alarmRules(): AlarmRule[] {
  return [stageDown()]
}
