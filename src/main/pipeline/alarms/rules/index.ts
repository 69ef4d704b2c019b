import type { AlarmRule } from '../alarm-rule'
import { deadLetters } from './dead-letters'
import { diskShort } from './disk-short'
import { lag } from './lag'
import { serviceDown } from './service-down'
import { stageDown } from './stage-down'
import { webhookFailing } from './webhook-failing'
import { windowIncomplete } from './window-incomplete'
import { windowMissing } from './window-missing'

/** One rule for each kind of alarm. They remember what they see, so each watch has its own. */
export function alarmRules(): AlarmRule[] {
  return [
    stageDown(),
    serviceDown(),
    lag(),
    windowIncomplete(),
    windowMissing(),
    deadLetters(),
    diskShort(),
    webhookFailing(),
  ]
}
