import { letterGroup } from '@shared/model/letter-group'
import type { LetterSelection } from '@shared/model/letter-resend'
import type { BackendOptions } from '../backend-options'

export interface LettersOptions extends BackendOptions {
  readonly dataDir: string
  readonly json?: true
}

export interface SelectionOptions extends LettersOptions {
  /** As `list` prints it, or one letter's own. */
  readonly reason?: string
  readonly id?: readonly number[]
}

export function selectionOf(dataset: string, { reason, id }: SelectionOptions): LetterSelection {
  return {
    dataset,
    ...(reason !== undefined && { reason: letterGroup(reason) }),
    ...(id !== undefined && { ids: [...id] }),
  }
}
