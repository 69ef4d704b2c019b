import { SCREEN_TITLES } from '@shared/model/screen'
import type { PipelineStatus } from '@shared/model/stage'
import { type WindowStart, windowName } from '@shared/model/window'
import type { Progress } from './progress'
import { NO_WORK, type Work } from './quit-question'

/** The app at a moment, for tray, dock and taskbar. */
export interface DesktopStatus {
  readonly flow: PipelineStatus['flow']
  readonly eventsPerSecond: number
  /** Events in the log that are not stored yet. */
  readonly lag: number
  /** The open incidents, newest first. */
  readonly incidents: readonly { readonly id: string; readonly sentence: string }[]
  readonly lastReport: { readonly dataset: string; readonly window: WindowStart } | null
  readonly work: Work
  readonly progress: readonly Progress[]
}

export const NOTHING_KNOWN: DesktopStatus = {
  flow: 'stopped',
  eventsPerSecond: 0,
  lag: 0,
  incidents: [],
  lastReport: null,
  work: NO_WORK,
  progress: [],
}

export type TrayIcon = 'flowing' | 'behind' | 'stopped' | 'incident'

/** A choice of the tray, or of the menu. */
export type Command =
  | { readonly command: 'show' }
  | { readonly command: 'go'; readonly view: string }
  | { readonly command: 'live-window' }
  | { readonly command: 'start' }
  | { readonly command: 'stop' }
  | { readonly command: 'commands' }
  | { readonly command: 'about' }
  | { readonly command: 'report-problem' }
  | { readonly command: 'update' }
  | { readonly command: 'browse'; readonly url: string }
  | { readonly command: 'reload' }
  | { readonly command: 'quit' }

export type TrayItem =
  | { readonly kind: 'line' }
  | { readonly kind: 'words'; readonly label: string }
  | { readonly kind: 'command'; readonly label: string; readonly run: Command }

const FLOW: Readonly<Record<DesktopStatus['flow'], string>> = {
  stopped: 'Stopped',
  blocked: 'No room left',
  troubled: 'A stage is failing',
  held: 'Partly stopped',
  starting: 'Starting',
  behind: 'Behind',
  idle: 'Running, no events',
  flowing: 'Flowing',
}
/** A tray menu is read at a glance. */
const MOST_INCIDENTS = 3
const MOST_LETTERS = 60

export function trayIcon({ flow, incidents }: DesktopStatus): TrayIcon {
  if (incidents.length > 0) return 'incident'
  switch (flow) {
    case 'flowing':
    case 'idle':
    case 'starting':
      return 'flowing'
    case 'stopped':
    case 'held':
      return 'stopped'
    case 'behind':
    case 'blocked':
    case 'troubled':
      return 'behind'
  }
}

/** On macOS a click opens the menu; elsewhere the menu has a button of its own. */
export function clickOpens(platform: string): boolean {
  return platform !== 'darwin'
}

export function trayTooltip(status: DesktopStatus): string {
  const incidents = status.incidents.length
  const open = incidents === 0 ? '' : `, ${number(incidents)} open incident${incidents === 1 ? '' : 's'}`
  return `Millrace: ${FLOW[status.flow].toLowerCase()}${open}`
}

export function trayItems(status: DesktopStatus): TrayItem[] {
  const { flow, eventsPerSecond, lag, incidents, lastReport } = status
  const running = flow !== 'stopped'
  const more = incidents.length - MOST_INCIDENTS
  return [
    { kind: 'words', label: FLOW[flow] },
    ...(running ? [words(`About ${rough(eventsPerSecond)} events/s, ${rough(lag)} waiting`)] : []),
    LINE,
    item('Open Millrace', { command: 'show' }),
    item('Live window', { command: 'live-window' }),
    ...(lastReport ? [item(`Last report: ${minute(lastReport.window)} UTC`, goToReport(lastReport))] : []),
    LINE,
    ...(incidents.length > 0 ? [words('Open incidents')] : []),
    ...incidents
      .slice(0, MOST_INCIDENTS)
      .map(({ id, sentence }) =>
        item(short(sentence), { command: 'go', view: `#/incidents/${encodeURIComponent(id)}` }),
      ),
    ...(more > 0 ? [item(`${number(more)} more…`, { command: 'go', view: '#/incidents' })] : []),
    ...(incidents.length > 0 ? [LINE] : []),
    running ? item('Stop pipeline', { command: 'stop' }) : item('Start pipeline', { command: 'start' }),
    item(`${SCREEN_TITLES.settings}…`, { command: 'go', view: '#/settings' }),
    LINE,
    item('Quit Millrace', { command: 'quit' }),
  ]
}

const LINE: TrayItem = { kind: 'line' }

function words(label: string): TrayItem {
  return { kind: 'words', label }
}

function item(label: string, run: Command): TrayItem {
  return { kind: 'command', label, run }
}

function goToReport({ dataset, window }: NonNullable<DesktopStatus['lastReport']>): Command {
  return { command: 'go', view: `#/reports/${dataset}/${windowName(window)}` }
}

function minute(start: WindowStart): string {
  return new Date(start).toISOString().slice(11, 16)
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** Two digits: exact figures change every second, and a menu that is set again closes while the user reads it. */
function rough(value: number): string {
  return number(Number(value.toPrecision(2)))
}

function short(text: string): string {
  return text.length <= MOST_LETTERS ? text : `${text.slice(0, MOST_LETTERS - 1).trimEnd()}…`
}
