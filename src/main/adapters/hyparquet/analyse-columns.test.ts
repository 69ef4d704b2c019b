import type { Coded, Columns } from '@main/ports/extract-columns'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyseColumns } from './analyse-columns'

interface Row {
  readonly type: string
  readonly error: boolean
  readonly latency: number | null
  readonly code: number | null
}

function coded(values: readonly (string | number | null)[]): Coded {
  const names = [...new Set(values.filter((value) => value !== null).map(String))]
  return { names, codes: Int32Array.from(values, (value) => (value === null ? -1 : names.indexOf(String(value)))) }
}

function columnsOf(rows: readonly Row[]): Columns {
  return {
    rows: rows.length,
    types: coded(rows.map(({ type }) => type)),
    errors: Uint8Array.from(rows, ({ error }) => (error ? 1 : 0)),
    latency: Float64Array.from(rows, ({ latency }) => latency ?? Number.NaN),
    errorCodes: coded(rows.map(({ code }) => code)),
  }
}

const row = (type: string, latency: number | null = null, code: number | null = null): Row => ({
  type,
  latency,
  code,
  error: code !== null,
})

describe('analyseColumns', () => {
  it('counts events, errors and their codes per type', () => {
    const rows = [row('PAY', 1, 500), row('LOOK', 2), row('PAY', 3, 404), row('PAY', 4, 500), row('PAY', 5)]
    expect(analyseColumns(columnsOf(rows), [])).toEqual({
      rows: 5,
      errors: 3,
      latency: { p50: 3, p95: 5, p99: 5, max: 5 },
      types: [
        {
          type: 'LOOK',
          events: 1,
          errors: 0,
          errorRate: 0,
          latency: { p50: 2, p95: 2, p99: 2, max: 2 },
          errorCodes: [],
        },
        {
          type: 'PAY',
          events: 4,
          errors: 3,
          errorRate: 0.75,
          latency: { p50: 3, p95: 5, p99: 5, max: 5 },
          errorCodes: [
            { code: '500', count: 2 },
            { code: '404', count: 1 },
          ],
        },
      ],
    })
  })

  it('lists types in the given order, then the others by name', () => {
    const rows = ['B', 'Z', 'A', 'Y'].map((type) => row(type))
    expect(analyseColumns(columnsOf(rows), ['Z', 'Y']).types.map(({ type }) => type)).toEqual(['Z', 'Y', 'A', 'B'])
  })

  it('computes quantiles by nearest rank', () => {
    const rows = Array.from({ length: 100 }, (_, i) => row('T', 100 - i))
    expect(analyseColumns(columnsOf(rows), []).latency).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 })
  })

  it('returns zeros for an empty extract', () => {
    const nothing = { rows: 0, errors: 0, types: [], latency: null }
    expect(analyseColumns(columnsOf([]), [])).toEqual(nothing)
    expect(analyseColumns({ ...columnsOf([]), latency: null, errorCodes: null }, [])).toEqual(nothing)
  })

  it('matches a count of one row at a time', () => {
    const maybe = (of: fc.Arbitrary<number>) => fc.option(of, { nil: null })
    const rows = fc.array(
      fc.record({
        type: fc.constantFrom('A', 'B', 'C'),
        error: fc.boolean(),
        latency: maybe(fc.integer({ min: -5, max: 1_000 })),
        code: maybe(fc.constantFrom(400, 500, 503)),
      }),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(rows, (all) => {
        const analysis = analyseColumns(columnsOf(all), [])
        expect(analysis.errors).toBe(all.filter(({ error }) => error).length)
        expect(analysis.types.reduce((sum, { events }) => sum + events, 0)).toBe(all.length)
        for (const { type, events, errors, latency, errorCodes } of analysis.types) {
          const own = all.filter((candidate) => candidate.type === type)
          expect({ events, errors }).toEqual({ events: own.length, errors: own.filter(({ error }) => error).length })
          const times = own.flatMap((one) => (one.latency === null ? [] : [one.latency])).sort((a, b) => a - b)
          const rank = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)]
          expect(latency).toEqual(
            times.length === 0 ? null : { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: times.at(-1) },
          )
          for (const { code, count } of errorCodes) {
            expect(own.filter((one) => one.error && String(one.code) === code).length).toBe(count)
          }
        }
      }),
    )
  })
})
