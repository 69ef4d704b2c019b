import type { ServiceLogLine } from '@shared/model/service'

export const ROW_HEIGHT = 18
/** A longer line is cut on screen; its file and its export have the full line. */
export const SHOWN_CHARACTERS = 4_000

export interface LineLayout {
  /** The top of each line in pixels, and the end of the last one. */
  readonly tops: readonly number[]
  readonly height: number
}

/**
 * The position of each line when a row has `columns` characters of a monospace font and wraps anywhere: known without drawing, so
 * that only the visible lines are ever drawn.
 */
export function layoutLines(lines: readonly Pick<ServiceLogLine, 'text'>[], columns: number): LineLayout {
  const tops: number[] = [0]
  let top = 0
  for (const { text } of lines) {
    top += Math.max(1, Math.ceil(widthOf(text) / columns)) * ROW_HEIGHT
    tops.push(top)
  }
  return { tops, height: top }
}

/** The lines within the pixels from `from` to `to`, as a slice. */
export function linesBetween({ tops }: LineLayout, from: number, to: number): { start: number; end: number } {
  const last = tops.length - 1
  return { start: Math.min(last, Math.max(0, upperBound(tops, from) - 1)), end: Math.min(last, upperBound(tops, to)) }
}

const PLAIN = /^[\x20-\x7e]*$/
const TAB = 0x09
/** From this code point on, characters count as double width; if one is not, at worst a row stays empty. */
const WIDE = 0x2e80
const SURROGATES = { from: 0xd800, to: 0xdfff }

/** In columns. A tab takes at most two (`tab-size`), and the two halves of a surrogate pair one each. */
function widthOf(whole: string): number {
  const text = whole.length > SHOWN_CHARACTERS ? whole.slice(0, SHOWN_CHARACTERS) : whole
  if (PLAIN.test(text)) return text.length
  let width = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const half = code >= SURROGATES.from && code <= SURROGATES.to
    width += code === TAB || (code >= WIDE && !half) ? 2 : 1
  }
  return width
}

/** How many of the ascending numbers are at most `value`. */
function upperBound(numbers: readonly number[], value: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low
}
