import { assertNever } from '@shared/model/assert-never'
import type { Fault } from '@shared/model/fault'
import type { StageId } from '@shared/model/stage'

/** The stage whose card shows that a file of its data was damaged. */
export function stageOfDamagedFile(fault: Fault): StageId {
  if (fault.code !== 'file-damaged') return 'log'
  switch (fault.holds) {
    case 'positions':
    case 'dead-letters':
    case 'foreign-counts':
      return 'sink'
    case 'intake':
      return 'source'
    case 'ledger':
      return 'extract'
    case 'bands':
    case 'incidents':
      return 'report'
    case 'registry':
      return 'log'
    default:
      return assertNever(fault.holds)
  }
}
