import type { DesktopAction, DesktopInfo, Theme } from '@shared/model/desktop'

/** What the desktop shell offers to its page. */
export interface Desktop {
  info(): DesktopInfo
  /** Actions for the main window, until the signal aborts. */
  actions(signal?: AbortSignal): AsyncGenerator<DesktopAction, void, undefined>
  setTheme(theme: Theme): void
  /** At most 1 MiB of a file that the user opened, from `offset`. Throws `opened-file-gone`. */
  read(id: string, offset: number): Promise<Uint8Array<ArrayBuffer>>
}
