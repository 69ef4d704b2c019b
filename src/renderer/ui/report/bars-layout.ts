import { formatCount, formatShort } from '../format/count'
import { formatPercent } from '../format/percent'
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

/** What a report's chart consists of, in pixels: the screen draws it as SVG, the PNG on a canvas. */
export interface BarsLayout {
  readonly width: number
  readonly height: number
  readonly bars: readonly Bar[]
  readonly texts: readonly Text[]
}

/** More types than this lie down. */
const MOST_STANDING = 6
/** More than this are left to the table. */
export const MOST_LYING = 12

const NUMBER_ROOM = 18
const LABEL_ROOM = 42
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
  const number = group < 100 ? formatShort : formatCount
  const base = height - LABEL_ROOM
  const scale = (base - NUMBER_ROOM) / highest(types)
  types.forEach(({ label, events, errors, errorRate }, i) => {
    const middle = group * (i + 0.5)
    for (const { kind, count, x } of [
      { kind: 'success', count: events - errors, x: middle - thick - 2 },
      { kind: 'error', count: errors, x: middle + 2 },
    ] as const) {
      const long = lengthOf(count, scale)
      bars.push({ kind, x, y: base - long, width: thick, height: long })
      texts.push({ kind, x: x + thick / 2, y: base - long - 6, anchor: 'middle', text: number(count) })
    }
    texts.push({ kind: 'label', x: middle, y: base + 18, anchor: 'middle', text: shortened(label, group / 7) })
    texts.push({ kind: 'rate', x: middle, y: base + 35, anchor: 'middle', text: formatPercent(errorRate) })
  })
  return { width, height, bars, texts }
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
  return { width, height: ROW * types.length, bars, texts }
}

function highest(types: readonly Counted[]): number {
  return Math.max(1, ...types.flatMap(({ events, errors }) => [events - errors, errors]))
}

/** What is not nothing can be seen. */
function lengthOf(count: number, scale: number): number {
  return count === 0 ? 0 : Math.max(1.5, count * scale)
}

function shortened(label: string, characters: number): string {
  return label.length <= characters ? label : `${label.slice(0, Math.max(1, Math.floor(characters) - 1))}…`
}
