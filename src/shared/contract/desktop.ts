import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { DesktopAction, DesktopInfo, Theme } from '../model/desktop'
import { WholeNumber } from '../model/number-schemas'
import { base } from './base'

/** The desktop app and its page. In a browser there is nothing to do: `actions` has none, and `info` is null. */
export const desktop = {
  info: base.output(DesktopInfo.nullable()),
  /** What menu, tray, links and opened files ask of the main window, each exactly once. */
  actions: base.output(eventIterator(DesktopAction)),
  /** Tells main the page's theme, for the colour of the next window before its page has drawn. */
  theme: base.input(z.object({ theme: Theme })).output(z.void()),
  /** At most 1 MiB of an opened file from `offset`; less at its end. Throws `opened-file-gone`. */
  read: base.input(z.object({ id: z.string().max(100), offset: WholeNumber })).output(z.file()),
}
