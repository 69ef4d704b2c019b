import { formatCount, formatPercent, formatShort } from '../format/numbers'
import type { LabelledType } from './report-types'

export interface Bar {
  readonly kind: 'success' | 'error'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Text {
  readonly kind: 'success' | 'error' | 'label' | 'rate'
  readonly x: number
  /** The baseline. */
  readonly y: number
  readonly anchor: 'start' | 'middle' | 'end'
  readonly text: string
}

/** The parts of a report's chart, in pixels: the screen draws it as SVG, the PNG on a canvas. */
export interface BarsLayout {
  readonly width: number
  readonly height: number
  /** Bars are horizontal when there are many types; then some may be left out. */
  readonly lying: boolean
  readonly bars: readonly Bar[]
  readonly texts: readonly Text[]
}

/** Above this number of types, the bars are horizontal. */
const MOST_STANDING = 6
/** At most this many types are drawn; the table shows the rest. */
export const MOST_LYING = 12

const LINE = 14
const DIGIT = 7.5
const NUMBER_HEIGHT = 18 + LINE
const LABEL_HEIGHT = 42
const ROW = 34

type Counted = Pick<LabelledType, 'label' | 'events' | 'errors' | 'errorRate'>

export function layoutBars(types: readonly Counted[], width: number, height: number): BarsLayout {
  return types.length > MOST_STANDING ? lying(types.slice(0, MOST_LYING), width) : standing(types, width, height)
}

function standing(types: readonly Counted[], width: number, height: number): BarsLayout {
  const bars: Bar[] = []
  const texts: Text[] = []
  const group = width / Math.max(types.length, 1)
  const thick = Math.min(40, group * 0.34)
  const number = group < 70 ? formatShort : formatCount
  const base = height - LABEL_HEIGHT
  const scale = (base - NUMBER_HEIGHT) / highest(types)
  types.forEach(({ label, events, errors, errorRate }, i) => {
    const middle = group * (i + 0.5)
    const success = lengthOf(events - errors, scale)
    const error = lengthOf(errors, scale)
    // Two long numbers at the same height would overlap: the higher bar's number moves up a line.
    const needed = ((number(events - errors).length + number(errors).length) / 2) * DIGIT
    const lift = Math.abs(success - error) < LINE && needed > thick + 4 ? LINE : 0
    for (const { kind, count, x, long, up } of [
      { kind: 'success', count: events - errors, x: middle - thick - 2, long: success, up: success < error ? 0 : lift },
      { kind: 'error', count: errors, x: middle + 2, long: error, up: success < error ? lift : 0 },
    ] as const) {
      bars.push({ kind, x, y: base - long, width: thick, height: long })
      const text = number(count)
      // A long number over an error bar extends away from the neighbouring success bar.
      const half = kind === 'error' ? Math.max(thick, text.length * DIGIT) / 2 : thick / 2
      texts.push({ kind, x: x + half, y: base - long - 6 - up, anchor: 'middle', text })
    }
    texts.push({ kind: 'label', x: middle, y: base + 18, anchor: 'middle', text: shortened(label, group / 7) })
    texts.push({ kind: 'rate', x: middle, y: base + 35, anchor: 'middle', text: formatPercent(errorRate) })
  })
  return { width, height, lying: false, bars, texts }
}

function lying(types: readonly Counted[], width: number): BarsLayout {
  const bars: Bar[] = []
  const texts: Text[] = []
  const left = Math.min(150, width * 0.3)
  const scale = (width - left - 60) / highest(types)
  types.forEach(({ label, events, errors }, i) => {
    const top = ROW * i
    texts.push({ kind: 'label', x: left - 10, y: top + 20, anchor: 'end', text: shortened(label, left / 7.5) })
    for (const { kind, count, y } of [
      { kind: 'success', count: events - errors, y: top + 3 },
      { kind: 'error', count: errors, y: top + 17 },
    ] as const) {
      const long = lengthOf(count, scale)
      bars.push({ kind, x: left, y, width: long, height: 12 })
      texts.push({ kind, x: left + long + 6, y: y + 10, anchor: 'start', text: formatCount(count) })
    }
  })
  return { width, height: ROW * types.length, lying: true, bars, texts }
}

function highest(types: readonly Counted[]): number {
  return Math.max(1, ...types.flatMap(({ events, errors }) => [events - errors, errors]))
}

/** A value above zero must be visible. */
function lengthOf(count: number, scale: number): number {
  return count === 0 ? 0 : Math.max(1.5, count * scale)
}

function shortened(label: string, characters: number): string {
  return label.length <= characters ? label : `${label.slice(0, Math.max(1, Math.floor(characters) - 1))}…`
}
