import type { DatasetName } from '@shared/model/dataset'
import { parseWindowName, type WindowStart, windowName } from '@shared/model/window'

/** `live-window` is the live screen alone, in a window of its own. */
export const SCREENS = [
  'pipeline',
  'live',
  'reports',
  'dead-letters',
  'replay',
  'scenarios',
  'settings',
  'live-window',
] as const
export type Screen = (typeof SCREENS)[number]

export interface Route {
  readonly screen: Screen
  readonly dataset: DatasetName | null
  readonly window: WindowStart | null
}

/** `#/reports/access_log/2015-05-17_10-05`; what is not understood is left out, an unknown screen is the first one. */
export function parseRoute(hash: string): Route {
  const [name, dataset, window] = hash.replace(/^#\/?/, '').split('/')
  return {
    screen: SCREENS.find((screen) => screen === name) ?? 'pipeline',
    dataset: dataset ? dataset : null,
    window: window ? parseWindowName(window) : null,
  }
}

export function hrefOf(screen: Screen, dataset?: DatasetName | null, window?: WindowStart | null): string {
  const parts: string[] = [screen]
  if (dataset) parts.push(dataset)
  if (dataset && window !== undefined && window !== null) parts.push(windowName(window))
  return `#/${parts.join('/')}`
}
