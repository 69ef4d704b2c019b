interface ShortcutGroup {
  readonly title: string
  readonly desktopOnly?: boolean
  /** `Ctrl` is ⌘ on a Mac. */
  readonly shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[]
}

export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    title: 'On every screen',
    shortcuts: [
      { keys: ['Ctrl', 'K'], does: 'search, go to a screen, run a command' },
      { keys: ['?'], does: 'list these shortcuts' },
      { keys: ['Esc'], does: 'close a dialog, a menu or a list' },
      { keys: ['Tab'], does: 'go to the next button, link or table' },
    ],
  },
  {
    title: 'In the list of services',
    shortcuts: [
      { keys: ['↑', '↓'], does: 'go to another service' },
      { keys: ['S'], does: 'start the service' },
      { keys: ['X'], does: 'stop the service' },
      { keys: ['R'], does: 'restart the service' },
      { keys: ['L'], does: 'show its logs' },
    ],
  },
  {
    title: 'In the desktop app',
    desktopOnly: true,
    shortcuts: [
      { keys: ['Ctrl', '1'], does: 'go to the first screen; 2 to 9 to the others' },
      { keys: ['Ctrl', ','], does: 'open Settings' },
      { keys: ['Ctrl', 'Shift', 'L'], does: 'open the live window' },
    ],
  },
]
