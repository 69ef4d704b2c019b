import type { DatasetName } from '@shared/model/dataset'
import type { IncidentId } from '@shared/model/incident'
import type { ServiceId } from '@shared/model/service'
import { parseWindowName, type WindowStart, windowName } from '@shared/model/window'

/** `live-window` is the live screen alone, in a window of its own. */
export const SCREENS = [
  'pipeline',
  'live',
  'reports',
  'incidents',
  'dead-letters',
  'replay',
  'services',
  'logs',
  'scenarios',
  'settings',
  'live-window',
] as const
export type Screen = (typeof SCREENS)[number]

export interface Route {
  readonly screen: Screen
  readonly dataset: DatasetName | null
  readonly window: WindowStart | null
  /** Whose logs are asked for. */
  readonly service: ServiceId | null
  readonly incident: IncidentId | null
}

/**
 * `#/reports/access_log/2015-05-17_10-05`, `#/logs/kafka` or `#/incidents/…`; what is not understood is left out, an unknown screen is
 * the first one.
 */
export function parseRoute(hash: string): Route {
  const [name, of = '', window = ''] = hash.replace(/^#\/?/, '').split('/')
  const screen = SCREENS.find((candidate) => candidate === name) ?? 'pipeline'
  const ofDataset = screen !== 'logs' && screen !== 'incidents'
  return {
    screen,
    dataset: ofDataset && of !== '' ? of : null,
    window: window === '' ? null : parseWindowName(window),
    service: screen === 'logs' && of !== '' ? of : null,
    incident: screen === 'incidents' && of !== '' ? decoded(of) : null,
  }
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}

export function hrefOf(screen: Screen, dataset?: DatasetName | null, window?: WindowStart | null): string {
  const parts: string[] = [screen]
  if (dataset) parts.push(dataset)
  if (dataset && window !== undefined && window !== null) parts.push(windowName(window))
  return `#/${parts.join('/')}`
}

export function hrefOfLogs(service: ServiceId): string {
  return `#/logs/${service}`
}

export function hrefOfIncident(incident: IncidentId): string {
  return `#/incidents/${encodeURIComponent(incident)}`
}
