import { z } from 'zod'

export const Theme = z.enum(['light', 'dark', 'auto'])
export type Theme = z.infer<typeof Theme>

/** A file that the user opened with Millrace. Its bytes stay in main: the page reads them in parts, by this id. */
export const OpenedFile = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number().int(),
  /** A scenario is imported; a log fills in the form of a new replay. */
  kind: z.enum(['scenario', 'log']),
})
export type OpenedFile = z.infer<typeof OpenedFile>

/** Everything that the desktop app can ask its page to do. */
export const DesktopAction = z.discriminatedUnion('action', [
  /** Shows a view: the part of its address after `#`. */
  z.object({ action: z.literal('go'), view: z.string().regex(/^#\//) }),
  z.object({ action: z.literal('live-window') }),
  z.object({ action: z.literal('notice'), title: z.string(), text: z.string() }),
  z.object({ action: z.literal('open-file'), file: OpenedFile }),
  z.object({ action: z.literal('commands') }),
])
export type DesktopAction = z.infer<typeof DesktopAction>

/** What only the desktop app knows, in words; null when there is nothing to say. */
export const DesktopInfo = z.object({
  /** Why passwords are kept as plain text. */
  secrets: z.string().nullable(),
  /** Why Millrace cannot start at login. */
  startAtLogin: z.string().nullable(),
})
export type DesktopInfo = z.infer<typeof DesktopInfo>
