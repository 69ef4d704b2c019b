import { decodePart } from '@shared/lib/decode-part'
import type { Measure } from '@shared/model/anomaly'
import type { DatasetName } from '@shared/model/dataset'
import type { PlaceQuery, RowFilter } from '@shared/model/event-trace'
import type { IncidentId } from '@shared/model/incident'
import { SCREENS, type Screen } from '@shared/model/screen'
import type { ServiceId } from '@shared/model/service'
import { parseWindowName, type WindowStart, windowName } from '@shared/model/window'

export interface Route {
  readonly screen: Screen
  readonly dataset: DatasetName | null
  readonly window: WindowStart | null
  /** The service whose logs are shown. */
  readonly service: ServiceId | null
  readonly incident: IncidentId | null
  /** The rows of the window to show, and the selected one. */
  readonly rows: RowsRoute
}

export interface RowsRoute {
  readonly type: string | null
  readonly errorsOnly: boolean
  readonly errorCode: string | null
  readonly order: RowFilter['order']
  /** The event whose trace is shown. */
  readonly place: PlaceQuery | null
}

const ALL_ROWS: RowsRoute = { type: null, errorsOnly: false, errorCode: null, order: 'time', place: null }

/**
 * `#/reports/access_log/2015-05-17_10-05`, `#/events/access_log/2015-05-17_10-05?type=blog&errors=1`, `#/logs/kafka` or
 * `#/incidents/…`; unknown parts are ignored, and an unknown screen becomes the first one.
 */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = split(hash.replace(/^#\/?/, ''))
  const [name, of = '', window = ''] = path.split('/')
  const screen = SCREENS.find((candidate) => candidate === name) ?? 'pipeline'
  const ofDataset = screen !== 'logs' && screen !== 'incidents'
  return {
    screen,
    dataset: ofDataset && of !== '' ? of : null,
    window: window === '' ? null : parseWindowName(window),
    service: screen === 'logs' && of !== '' ? of : null,
    incident: screen === 'incidents' && of !== '' ? decodePart(of) : null,
    rows: screen === 'events' ? parseRows(new URLSearchParams(query)) : ALL_ROWS,
  }
}

/** Splits at the first question mark; the path itself contains none. */
function split(text: string): [string, string] {
  const at = text.indexOf('?')
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function parseRows(query: URLSearchParams): RowsRoute {
  const place = /^(\d{1,5})-(\d{1,16})(?:-(\d{1,16}))?$/.exec(query.get('at') ?? '')
  return {
    type: query.get('type'),
    errorsOnly: query.get('errors') === '1',
    errorCode: query.get('code'),
    order: query.get('order') === 'slowest' ? 'slowest' : 'time',
    place: place && positionOf(place),
  }
}

/** Partition, offset and epoch; links of earlier versions, and handwritten links, have no epoch. */
function positionOf([, partition, offset, epoch]: RegExpExecArray): PlaceQuery {
  const place = { partition: Number(partition), offset: Number(offset) }
  return epoch === undefined ? place : { ...place, epoch: Number(epoch) }
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

/** Rows of a window; without one, of the newest. */
export function hrefOfRows(
  dataset: DatasetName,
  window: WindowStart | null,
  { type, errorsOnly, errorCode, order, place }: Partial<RowsRoute> = {},
): string {
  const query = new URLSearchParams({
    ...(typeof type === 'string' && { type }),
    ...(errorsOnly && { errors: '1' }),
    ...(typeof errorCode === 'string' && { code: errorCode }),
    ...(order === 'slowest' && { order }),
    ...(place && { at: [place.partition, place.offset, place.epoch ?? []].flat().join('-') }),
  }).toString()
  return `${hrefOf('events', dataset, window)}${query === '' ? '' : `?${query}`}`
}

/** The rows behind a measure of a type in a window: the failed ones, or the slowest first. Null is all types together. */
export function hrefOfRowsBehind(
  dataset: DatasetName,
  window: WindowStart,
  type: string | null,
  measure: Measure,
): string {
  return hrefOfRows(dataset, window, {
    type,
    errorsOnly: measure === 'error-rate',
    order: measure === 'latency' ? 'slowest' : 'time',
  })
}
