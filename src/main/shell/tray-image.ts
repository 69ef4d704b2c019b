import type { TrayIcon } from './tray-model'

type Colour = readonly [red: number, green: number, blue: number]

/** The page's colours for success, warning, idle and error: readable on light and on dark bars. */
const COLOURS: Readonly<Record<TrayIcon, Colour>> = {
  flowing: [43, 138, 62],
  behind: [224, 103, 10],
  stopped: [154, 162, 173],
  incident: [217, 45, 45],
}
const SPOKES = 8
/** Samples per pixel and direction: enough for smooth edges at 16 pixels. */
const SAMPLES = 4

/** The mill wheel in the colour of the state: `size` × `size` pixels, four bytes each, blue first, as Electron's `createFromBitmap` takes. */
export function trayBitmap(icon: TrayIcon, size: number): Uint8Array {
  return draw(size, COLOURS[icon], isWheel)
}

/** A filled disc: the badge on the taskbar of Windows. */
export function badgeBitmap(size: number): Uint8Array {
  return draw(size, COLOURS.incident, (x, y) => Math.hypot(x, y) <= 0.95)
}

function isWheel(x: number, y: number): boolean {
  const radius = Math.hypot(x, y)
  if (radius > 1) return false
  if (radius >= 0.72 || radius <= 0.24) return true
  // The distance to the nearest spoke.
  const turn = (Math.PI * 2) / SPOKES
  const angle = Math.atan2(y, x)
  const off = angle - Math.round(angle / turn) * turn
  return Math.abs(Math.sin(off)) * radius <= 0.09
}

function draw(size: number, [red, green, blue]: Colour, isInside: (x: number, y: number) => boolean): Uint8Array {
  const bitmap = new Uint8Array(size * size * 4)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let inside = 0
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        const x = column + ((sample % SAMPLES) + 0.5) / SAMPLES
        const y = row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES
        if (isInside((x / size) * 2 - 1, (y / size) * 2 - 1)) inside++
      }
      const alpha = inside / (SAMPLES * SAMPLES)
      // Electron expects colours that are already multiplied by the opacity.
      const pixel = [blue * alpha, green * alpha, red * alpha, 255 * alpha]
      bitmap.set(pixel.map(Math.round), (row * size + column) * 4)
    }
  }
  return bitmap
}
