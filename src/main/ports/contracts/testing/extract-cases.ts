import { MINUTE_MS } from '@shared/lib/time'
import type { Dataset, Event } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'
import fc from 'fast-check'
import { HOSTILE_NAMES, MANY_SYMBOLS, SHAPES } from './extract-datasets'

/** The rows of one window. */
export interface ExtractCase {
  readonly name: string
  readonly dataset: Dataset
  readonly start: WindowStart
  readonly events: readonly Event[]
}

const DAY = Date.UTC(2026, 10, 24)
const SEED = 20_261_124
const ID = '00112233-4455-6677-8899-aabbccddeeff'

type Shape = keyof typeof SHAPES
type Values = Record<string, string | number | boolean | null>

const OUTCOMES = ['SUCCESS', 'SUCCESS', 'SUCCESS', 'ERROR', 'TIMEOUT'] as const
const CODES = [null, 400, 404, 500, 502, 503, -1, 2_147_483_647] as const
const outcome = fc.constantFrom(...OUTCOMES)
const hostile = fc.oneof(fc.constantFrom(...HOSTILE_NAMES), fc.string({ unit: 'binary', maxLength: 12 }))

/** Random rows of each shape; latencies are often equal, and sometimes as far apart as the type allows. */
const ROWS: Readonly<Record<Shape, fc.Arbitrary<Values>>> = {
  plain: fc.record({
    outcome,
    kind: fc.constantFrom('LOOK', 'BUY', 'PAY', 'SEARCH'),
    ms: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }) }, { weight: 1, arbitrary: fc.integer() }),
    code: fc.constantFrom(...CODES),
  }),
  texts: fc.record({
    outcome,
    kind: hostile,
    ms: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.maxSafeInteger()),
    code: fc.option(hostile, { nil: null }),
  }),
  symbols: fc.record({
    outcome,
    kind: fc.constantFrom(...MANY_SYMBOLS),
    code: fc.constantFrom(null, 'E_DISK', 'E_NET', 'E_CPU'),
  }),
  decimals: fc.record({
    outcome,
    kind: fc.constantFrom('a', 'b', 'untimed'),
    ms: fc.option(
      fc.oneof(
        fc.constantFrom(0.1, 0.2, 0.1 + 0.2, 3, 1e-9, 1e15 + 0.3),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
      { nil: null },
    ),
  }),
  bare: fc.record({ outcome, kind: fc.constantFrom('a', 'b', 'B', 'ä', 'aa') }),
  untyped: fc.record({ outcome, ok: fc.constantFrom(true, false, null), ms: fc.nat(9) }),
  numbered: fc.record({ outcome, kind: fc.constantFrom(1, 2, 10, null), ms: fc.nat(9) }),
}

const repeat = (times: number, of: (n: number) => Values): Values[] => Array.from({ length: times }, (_, n) => of(n))
const plain = (values: Values): Values => ({ kind: 'BUY', ms: 7, code: null, outcome: 'SUCCESS', ...values })
const text = (values: Values): Values => ({ kind: 'k', ms: 7, code: null, outcome: 'SUCCESS', ...values })

/** What random rows meet too rarely. */
const SPECIAL: readonly (readonly [name: string, shape: Shape, rows: readonly Values[]])[] = [
  ['no row', 'plain', []],
  ['no row, no latency', 'bare', []],
  ['one row', 'plain', [plain({ ms: 3 })]],
  ['one failed row without a code', 'plain', [plain({ outcome: 'ERROR' })]],
  ['only errors', 'plain', repeat(300, (n) => plain({ outcome: n % 2 ? 'ERROR' : 'TIMEOUT', code: 500 + (n % 7) }))],
  ['codes of rows that did not fail', 'plain', repeat(50, (n) => plain({ code: 400 + n }))],
  ['the same row many times', 'plain', repeat(1_000, () => plain({ ms: 12, outcome: 'ERROR', code: 503 }))],
  ['the extremes of an int', 'plain', [-2_147_483_648, 0, 2_147_483_647].map((ms) => plain({ ms }))],
  [
    'equally frequent codes',
    'plain',
    repeat(40, (n) => plain({ outcome: 'ERROR', code: [10, 9, 100, 1][n % 4] ?? 0 })),
  ],
  ['ranks at 20, 100 and 101 rows', 'plain', repeat(101, (n) => plain({ ms: n, kind: n < 20 ? 'PAY' : 'LOOK' }))],
  ['hostile types', 'texts', HOSTILE_NAMES.flatMap((kind, n) => repeat(n + 1, () => text({ kind, ms: n })))],
  ['hostile codes', 'texts', HOSTILE_NAMES.map((code) => text({ code, outcome: 'ERROR' }))],
  [
    'a byte order mark',
    'texts',
    ['\ufeffk', 'k', '\ufeff'].map((kind) => text({ kind, code: kind, outcome: 'ERROR' })),
  ],
  ['a thousand types', 'texts', repeat(3_000, (n) => text({ kind: `type ${n % 1_000}`, ms: n }))],
  ['a thousand codes', 'texts', repeat(2_000, (n) => text({ code: `E${n % 1_000}`, outcome: 'ERROR' }))],
  ['the extremes of a long', 'texts', [-(2 ** 53 - 1), 0, 2 ** 53 - 1].map((ms) => text({ ms }))],
  ['no event has a latency', 'decimals', repeat(30, (n) => ({ kind: `k${n % 3}`, ms: null, outcome: 'SUCCESS' }))],
  [
    'some events have a latency',
    'decimals',
    repeat(60, (n) => ({ kind: n % 4 ? 'timed' : 'untimed', ms: n % 4 ? n / 7 : null, outcome: 'SUCCESS' })),
  ],
  [
    'no type, a boolean',
    'untyped',
    repeat(30, (n) => ({ ok: [true, false, null][n % 3] ?? null, ms: n, outcome: 'ERROR' })),
  ],
  [
    'no outcome, no type in some rows',
    'numbered',
    repeat(30, (n) => ({ kind: n % 3 ? n % 5 : null, ms: n, outcome: 'ERROR' })),
  ],
  ['every symbol', 'symbols', MANY_SYMBOLS.map((kind) => ({ kind, code: 'E_NET', outcome: 'ERROR' }))],
]

/** `random`: the number of windows with random rows, in addition to the special ones. */
export function extractCases(random: number): ExtractCase[] {
  const shapes = Object.keys(ROWS) as Shape[]
  const drawn = Array.from({ length: random }, (_, n) => {
    const shape = shapes[n % shapes.length] ?? 'plain'
    const maxLength = [3, 30, 300, 2_000][Math.floor(n / shapes.length) % 4] ?? 3
    const rows = fc.array(ROWS[shape], { maxLength, size: 'max' })
    return [`random ${n}`, shape, fc.sample(rows, { seed: SEED + n, numRuns: 1 })[0] ?? []] as const
  })
  return [...SPECIAL, ...drawn].map(([name, shape, rows], n) => caseOf(name, SHAPES[shape], n, rows))
}

/** A window with `count` rows, whose latencies are all different if `distinct`. */
export function largeCase(count: number, minute: number, distinct = false): ExtractCase {
  const rows = Array.from({ length: count }, (_, n) => {
    // A fixed permutation of the row numbers.
    const mixed = (n * 7_919) % count
    const failed = mixed % 11 === 0
    return {
      kind: `type ${mixed % 5}`,
      ms: distinct ? mixed * 1_000_003 : mixed % 1_500,
      code: failed ? `E${mixed % 4}` : null,
      outcome: failed ? 'ERROR' : 'SUCCESS',
    }
  })
  const name = `${count.toLocaleString('en')} rows${distinct ? ' of different latencies' : ''}`
  return caseOf(name, SHAPES.texts, minute, rows)
}

function caseOf(name: string, dataset: Dataset, minute: number, rows: readonly Values[]): ExtractCase {
  const start = DAY + minute * MINUTE_MS
  const events = rows.map((row, n) => ({ id: ID, at: start + Math.floor((n * MINUTE_MS) / rows.length), ...row }))
  return { name, dataset, start, events }
}
