import { SCREEN_TITLES, SCREENS } from '@shared/model/screen'
import { command, LINE, type MenuEntry, type Role } from './menu-entry'

export interface Menu {
  readonly label: string
  /** The system adds its own entries to these. */
  readonly role?: 'window' | 'help'
  readonly entries: readonly MenuEntry[]
}

export interface MenuOptions {
  readonly platform: string
  /** Developer tools are for the app from source. */
  readonly packaged: boolean
  /** The project's page in the repository; null while it has none. */
  readonly documentation: string | null
  /** Whether the build has a feed of updates. */
  readonly updates: boolean
}

/** The application menu. The first nine screens have a digit. */
export function menuModel({ platform, packaged, documentation, updates }: MenuOptions): Menu[] {
  const mac = platform === 'darwin'
  const about = command('About Millrace', { command: 'about' })
  const settings = command('Settings…', { command: 'go', view: '#/settings' }, 'CmdOrCtrl+,')
  const quit = command('Quit Millrace', { command: 'quit' }, 'CmdOrCtrl+Q')
  return [
    ...(mac
      ? [
          menu('Millrace', [
            about,
            LINE,
            settings,
            LINE,
            role('services'),
            LINE,
            role('hide', 'Hide Millrace'),
            role('hideOthers'),
            role('unhide'),
            LINE,
            quit,
          ]),
        ]
      : []),
    menu('File', [
      command('Live window', { command: 'live-window' }, 'CmdOrCtrl+Shift+L'),
      ...(mac ? [] : [LINE, settings]),
      LINE,
      role('close', 'Close window'),
      ...(mac ? [] : [quit]),
    ]),
    menu('Edit', [
      role('undo'),
      role('redo'),
      LINE,
      role('cut'),
      role('copy'),
      role('paste'),
      role('selectAll'),
      LINE,
      command('Search or run a command…', { command: 'commands' }),
    ]),
    menu('Go', screens()),
    menu('Pipeline', [command('Start pipeline', { command: 'start' }), command('Stop pipeline', { command: 'stop' })]),
    menu('View', [
      command('Reload', { command: 'reload' }, 'CmdOrCtrl+R'),
      LINE,
      role('resetZoom'),
      role('zoomIn'),
      role('zoomOut'),
      LINE,
      role('togglefullscreen', 'Toggle full screen'),
      ...(packaged ? [] : [LINE, role('toggleDevTools')]),
    ]),
    { ...menu('Window', [role('minimize'), ...(mac ? [role('front')] : [])]), role: 'window' },
    {
      ...menu('Help', [
        ...(documentation === null ? [] : [command('Documentation', { command: 'browse', url: documentation }), LINE]),
        command('Keyboard shortcuts', { command: 'commands' }),
        command('Report a problem…', { command: 'report-problem' }),
        ...(updates ? [command('Check for updates…', { command: 'update' })] : []),
        ...(mac ? [] : [LINE, about]),
      ]),
      role: 'help',
    },
  ]
}

const DIGITS = 9

function screens(): MenuEntry[] {
  return SCREENS.filter((screen) => screen !== 'live-window' && screen !== 'settings').map((screen, at) =>
    command(
      SCREEN_TITLES[screen],
      { command: 'go', view: `#/${screen}` },
      at < DIGITS ? `CmdOrCtrl+${at + 1}` : undefined,
    ),
  )
}

function menu(label: string, entries: readonly MenuEntry[]): Menu {
  return { label, entries }
}

function role(name: Role, label?: string): MenuEntry {
  return { kind: 'role', role: name, ...(label === undefined ? {} : { label }) }
}

export interface Versions {
  readonly millrace: string
  readonly electron: string
  readonly chromium: string
  readonly node: string
}

/** The text of About. */
export function aboutText({ millrace, electron, chromium, node }: Versions): { title: string; detail: string } {
  return {
    title: `Millrace ${millrace}`,
    detail: [
      'A streaming pipeline you can see, start, break and trust.',
      '',
      `Electron ${electron}, Chromium ${chromium}, Node ${node}`,
      '',
      'Licence: Apache-2.0. Electron: MIT. The licences of Chromium and of the packages are in the app’s folder (LICENSES.chromium.html, and the LICENSE file of each package).',
    ].join('\n'),
  }
}
