import { datasetOf } from '@main/api/dataset-of'
import { countOf } from '@shared/lib/count-of'
import { FaultError } from '@shared/model/fault'
import type { InstallPaths } from '../install-paths'
import { print, printJson } from '../terminal'
import { type SelectionOptions, selectionOf } from './letters-options'
import { withLetters } from './with-letters'

export interface DiscardOptions extends SelectionOptions {
  /** Why, in the user's words. */
  readonly because: string
}

/** Closes open dead letters for good; they are kept with the note. */
export function discardLetters(
  paths: InstallPaths,
  dataset: string,
  options: DiscardOptions,
  signal: AbortSignal,
): Promise<void> {
  return withLetters(
    paths,
    options,
    async (session) => {
      datasetOf(session, dataset)
      const letters = await session.ports.resends.discard(selectionOf(dataset, options), options.because)
      if (letters === 0) throw new FaultError({ code: 'no-open-letters', dataset })
      if (options.json) printJson({ dataset, discarded: letters })
      else print(`${countOf(letters, 'dead letter')} of ${dataset} discarded.`)
    },
    signal,
  )
}
