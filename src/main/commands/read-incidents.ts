import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openEmbeddedIncidents } from '@main/adapters/sqlite/incidents'
import { type Alarm, isAlarm, type ListedIncident } from '@shared/model/alarm'
import { newLevelSince } from '@shared/model/incident'
import { windowName } from '@shared/model/window'

const PAGE = 200

/**
 * The incidents and alarms that a data directory keeps, newest first; Millrace may run on the directory or not. None, and nothing made, where
 * there are none. `wanted` says which, and when there are enough.
 */
export async function readIncidents(
  dataDir: string,
  { dataset, limit = Number.POSITIVE_INFINITY }: { dataset?: string | undefined; limit?: number },
  wanted: (incident: ListedIncident) => boolean = () => true,
): Promise<ListedIncident[]> {
  const dir = join(dataDir, 'incidents')
  if (!existsSync(join(dir, 'incidents.sqlite'))) return []
  const { store } = await openEmbeddedIncidents(dir)
  try {
    const found: ListedIncident[] = []
    let before: string | undefined
    for (;;) {
      const page = await store.list({ dataset, before, limit: PAGE })
      found.push(...page.filter(wanted))
      before = page.at(-1)?.id
      if (page.length < PAGE || found.length >= limit) return found.slice(0, limit)
    }
  } finally {
    await store.close()
  }
}

/** One incident as a line: state, start, end, and the worst window; an alarm without windows, to the second. */
export function incidentLine(incident: ListedIncident): string {
  if (isAlarm(incident)) return alarmLine(incident)
  const { state, since, endedAt, endedBy, last, windows, peak, sentence } = incident
  const level = newLevelSince(incident)
  const goesOn = level === null ? 'ongoing' : `continues at a new level since ${time(level)}`
  const until =
    endedBy === 'new-level'
      ? `${goesOn}, accepted as the new normal`
      : endedAt === null
        ? `${goesOn}, last seen ${time(last)}`
        : time(endedAt)
  const lasted = windows === 1 ? '1 window' : `${windows} windows`
  return `${state}, ${time(since)} – ${until} (${lasted}, worst ${windowName(peak.start)}): ${sentence}`
}

function alarmLine({ state, began, endedAt, endedBy, title, sentence }: Alarm): string {
  const byHand = endedBy === 'by-hand' ? ', stopped by hand' : ''
  return `${state}, ${second(began)} – ${endedAt === null ? 'ongoing' : second(endedAt)}${byHand} (alarm: ${title}): ${sentence}`
}

function second(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

function time(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
}
