import { datasetOf } from '@main/api/dataset-of'
import type { Session } from '@main/composition/session'
import { countOf } from '@shared/lib/count-of'
import type { InstallPaths } from '../install-paths'
import { print, printJson } from '../terminal'
import type { LettersOptions } from './letters-options'
import { withLetters } from './with-letters'

const RESENDS_SHOWN = 20

/** Open dead letters, grouped by reason, and the newest resends. */
export function listLetters(
  paths: InstallPaths,
  dataset: string | undefined,
  options: LettersOptions,
  signal: AbortSignal,
): Promise<void> {
  const list = async (session: Session) => {
    if (dataset !== undefined) datasetOf(session, dataset)
    const { resends } = session.ports
    const groups = await resends.groups(dataset)
    const isOf = (one: { readonly dataset: string }) => dataset === undefined || one.dataset === dataset
    if (options.json) return printJson({ groups, resends: (await resends.list({ limit: RESENDS_SHOWN })).filter(isOf) })
    if (groups.length === 0) return print('No open dead letters.')
    for (const { dataset: name, reason, open, sending } of groups) {
      const more = sending > 0 ? ` (and ${sending.toLocaleString('en')} being sent again)` : ''
      print(`${name}  ${countOf(open, 'letter')}${more}  ${reason}`)
    }
  }
  return withLetters(paths, options, list, signal)
}
