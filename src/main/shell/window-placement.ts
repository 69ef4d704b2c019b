import { Theme } from '@shared/model/desktop'
import { z } from 'zod'

const Bounds = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() })
export type Bounds = z.infer<typeof Bounds>

const PlaceFields = z.object({
  bounds: Bounds.nullable().catch(null).default(null),
  maximized: z.boolean().catch(false).default(false),
})
const Place = PlaceFields.catch(() => PlaceFields.parse({})).prefault({})
export type Place = z.infer<typeof Place>

/**
 * `window.json`. It is only a convenience: whatever is missing or damaged becomes the default. Chromium keeps one zoom for all pages of an
 * origin, so there is one for both windows.
 */
const WindowFields = z.object({
  main: Place,
  live: Place,
  zoomLevel: z.number().min(-8).max(8).catch(0).default(0),
  theme: Theme.catch('auto').default('auto'),
  /** The notification about the tray was shown. */
  trayExplained: z.boolean().catch(false).default(false),
})
export const WindowState = WindowFields.catch(() => WindowFields.parse({}))
export type WindowState = z.infer<typeof WindowState>

export const WINDOWS = {
  main: { width: 1440, height: 900, minWidth: 900, minHeight: 600 },
  live: { width: 1100, height: 720, minWidth: 640, minHeight: 480 },
  stopping: { width: 320, height: 120 },
} as const
export type WindowName = 'main' | 'live'

/** At least this much of the title bar must be on a display, or the user could not move the window. */
const GRIP_WIDTH = 120
const GRIP_HEIGHT = 32

/**
 * Where a window opens: where it was, if a display is still there, and never larger than that display. `areas` are the displays without
 * their bars. Without a place the system chooses one.
 */
export function boundsFor(name: WindowName, { bounds }: Place, areas: readonly Bounds[]): Partial<Bounds> {
  const { width, height, minWidth, minHeight } = WINDOWS[name]
  const area = bounds && areas.find((candidate) => isGrippable(bounds, candidate))
  if (!bounds || !area) {
    const [first] = areas
    return first ? { width: Math.min(width, first.width), height: Math.min(height, first.height) } : { width, height }
  }
  return {
    x: bounds.x,
    y: Math.max(bounds.y, area.y),
    width: Math.min(Math.max(bounds.width, minWidth), area.width),
    height: Math.min(Math.max(bounds.height, minHeight), area.height),
  }
}

function isGrippable(bounds: Bounds, area: Bounds): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const down = Math.min(bounds.y + GRIP_HEIGHT, area.y + area.height) - Math.max(bounds.y, area.y)
  return across >= Math.min(GRIP_WIDTH, bounds.width) && down >= GRIP_HEIGHT / 2
}

/** The state with a window's present place. A maximized window keeps the bounds that it returns to. */
export function withPlace(state: WindowState, name: WindowName, place: Place): WindowState {
  return { ...state, [name]: place }
}

/** The colour behind a page that has not drawn yet: `--page` of the page's `tokens.css`. */
export function backgroundOf(theme: Theme, systemDark: boolean): string {
  const dark = theme === 'auto' ? systemDark : theme === 'dark'
  return dark ? '#101316' : '#f6f7f9'
}

/** A small page without scripts, shown while the app stops. */
export function stoppingPage(theme: Theme, systemDark: boolean): string {
  const background = backgroundOf(theme, systemDark)
  const ink = background === '#101316' ? '#eef1f4' : '#16191d'
  const style = `margin:0;display:grid;place-items:center;height:100vh;background:${background};color:${ink};font:15px system-ui`
  const html = `<!doctype html><meta charset="utf-8"><title>Millrace</title><body style="${style}"><p role="status">Stopping…</p>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

/** How a window opens. It is shown once it has drawn: until then it would be empty. */
export function windowOptions(name: WindowName, state: WindowState, areas: readonly Bounds[], systemDark: boolean) {
  const { minWidth, minHeight } = WINDOWS[name]
  const bounds = boundsFor(name, state[name], areas)
  const backgroundColor = backgroundOf(state.theme, systemDark)
  return { minWidth, minHeight, ...bounds, title: 'Millrace', show: false, backgroundColor }
}
