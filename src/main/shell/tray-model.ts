import { type DeepLink, viewOfDeepLink } from '@shared/model/deep-link'
import { SCREEN_TITLES } from '@shared/model/screen'
import type { PipelineStatus } from '@shared/model/stage'
import type { WindowStart } from '@shared/model/window'
import { type Command, command, LINE, type MenuEntry } from './menu-entry'
import { NO_WORK, type Work } from './quit-question'
import { openIncidents, type Share } from './taskbar-status'

/** What tray, dock and taskbar show of the app. */
export interface DesktopStatus {
  readonly flow: PipelineStatus['flow']
  readonly eventsPerSecond: number
  /** Events in the log that are not stored yet. */
  readonly lag: number
  /** The open incidents, newest first. */
  readonly incidents: readonly { readonly id: string; readonly sentence: string }[]
  readonly lastReport: { readonly dataset: string; readonly window: WindowStart } | null
  readonly work: Work
  /** Of each job in progress. */
  readonly shares: readonly Share[]
}

export const NOTHING_KNOWN: DesktopStatus = {
  flow: 'stopped',
  eventsPerSecond: 0,
  lag: 0,
  incidents: [],
  lastReport: null,
  work: NO_WORK,
  shares: [],
}

export type TrayIcon = 'flowing' | 'behind' | 'stopped' | 'incident'

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
  const incidents = openIncidents(status.incidents.length)
  return `Millrace: ${FLOW[status.flow].toLowerCase()}${incidents && `, ${incidents}`}`
}

export function trayItems(status: DesktopStatus): MenuEntry[] {
  const { flow, eventsPerSecond, lag, incidents, lastReport } = status
  const running = flow !== 'stopped'
  const more = incidents.length - MOST_INCIDENTS
  return [
    words(FLOW[flow]),
    ...(running ? [words(`About ${rough(eventsPerSecond)} events/s, ${rough(lag)} waiting`)] : []),
    LINE,
    command('Open Millrace', { command: 'show' }),
    command('Live window', { command: 'live-window' }),
    ...(lastReport
      ? [command(`Last report: ${minute(lastReport.window)} UTC`, goTo({ show: 'window', ...lastReport }))]
      : []),
    LINE,
    ...(incidents.length > 0 ? [words('Open incidents')] : []),
    ...incidents
      .slice(0, MOST_INCIDENTS)
      .map(({ id, sentence }) => command(short(sentence), goTo({ show: 'incident', incident: id }))),
    ...(more > 0 ? [command(`${number(more)} more…`, { command: 'go', view: '#/incidents' })] : []),
    ...(incidents.length > 0 ? [LINE] : []),
    running ? command('Stop pipeline', { command: 'stop' }) : command('Start pipeline', { command: 'start' }),
    command(`${SCREEN_TITLES.settings}…`, { command: 'go', view: '#/settings' }),
    LINE,
    command('Quit Millrace', { command: 'quit' }),
  ]
}

function words(label: string): MenuEntry {
  return { kind: 'words', label }
}

function goTo(link: DeepLink): Command {
  return { command: 'go', view: viewOfDeepLink(link) }
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
