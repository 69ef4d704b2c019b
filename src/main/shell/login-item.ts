/** How Millrace starts at login on this system, and what to do about it. */
export type LoginItem =
  /** `app.setLoginItemSettings` (electronjs.org/docs/latest/api/app: macOS and Windows only). */
  | { readonly item: 'system'; readonly openAtLogin: boolean; readonly args: readonly string[] }
  /** An entry of the desktop's autostart folder; null removes it. */
  | { readonly item: 'autostart'; readonly file: string; readonly text: string | null }
  | { readonly item: 'impossible'; readonly reason: string }

export interface LoginOptions {
  readonly platform: string
  /** From source, the program to start would be Electron itself. */
  readonly packaged: boolean
  /** The program. For an AppImage this is its file, because the unpacked program is gone after a restart. */
  readonly program: string
  readonly home: string
  readonly configHome: string | undefined
  readonly hidden: string
}

export function loginItem(wanted: boolean, options: LoginOptions): LoginItem {
  const { platform, packaged, program, home, configHome, hidden } = options
  if (!packaged) return { item: 'impossible', reason: 'Only the installed app can start at login.' }
  if (platform === 'darwin' || platform === 'win32') return { item: 'system', openAtLogin: wanted, args: [hidden] }
  if (platform !== 'linux')
    return { item: 'impossible', reason: 'This system has no place for apps that start at login.' }
  const folder = configHome?.startsWith('/') ? configHome : `${home}/.config`
  return {
    item: 'autostart',
    file: `${folder}/autostart/millrace.desktop`,
    text: wanted ? desktopEntry(program, hidden) : null,
  }
}

/** Source: specifications.freedesktop.org/desktop-entry-spec (quoting of `Exec`; a percent sign is doubled). */
function desktopEntry(program: string, hidden: string): string {
  const quoted = program.replaceAll(/["`$\\]/g, (sign) => `\\${sign}`).replaceAll('%', '%%')
  const exec = `"${quoted}" ${hidden}`.replaceAll('\\', '\\\\')
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Millrace',
    `Exec=${exec}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}
