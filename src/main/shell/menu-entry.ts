/** What an entry of the menu or of the tray does. */
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

/** Entries that the system or Electron carries out, by Electron's names (electronjs.org/docs/latest/api/menu-item, roles). */
export type Role =
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'toggleDevTools'
  | 'minimize'
  | 'close'
  | 'front'

export type MenuEntry =
  | { readonly kind: 'line' }
  /** Text that cannot be clicked. */
  | { readonly kind: 'words'; readonly label: string }
  | { readonly kind: 'role'; readonly role: Role; readonly label?: string }
  | { readonly kind: 'command'; readonly label: string; readonly accelerator?: string; readonly run: Command }

export const LINE: MenuEntry = { kind: 'line' }

export function command(label: string, run: Command, accelerator?: string): MenuEntry {
  return { kind: 'command', label, run, ...(accelerator === undefined ? {} : { accelerator }) }
}
