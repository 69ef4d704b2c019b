import { incidentFacts } from '@main/pipeline/incidents/incident-facts'
import { incidentLine, readIncidents } from './read-incidents'
import { print, printJson } from './terminal'

/** How many are shown when nobody says how many. */
const NEWEST = 50

export interface IncidentsOptions {
  readonly dataDir: string
  readonly dataset?: string
  readonly open?: true
  readonly all?: true
  readonly json?: true
}

/** Lists the incidents of a data directory, newest first. Times are UTC. */
export async function incidents({ dataDir, dataset, open, all, json }: IncidentsOptions): Promise<void> {
  const limit = all || open ? Number.POSITIVE_INFINITY : NEWEST
  const query = { dataset, limit: limit + 1 }
  const found = await readIncidents(dataDir, query, ({ state }) => !open || state !== 'ended')
  const shown = found.slice(0, limit)
  const more = found.length > shown.length
  if (json) {
    printJson({ incidents: shown.map(incidentFacts), more })
    return
  }
  for (const incident of shown) print(incidentLine(incident))
  if (shown.length === 0) print(open ? 'No open incidents.' : 'No incidents.')
  if (more) print(`Only the newest ${NEWEST} are shown; --all shows all.`)
}
