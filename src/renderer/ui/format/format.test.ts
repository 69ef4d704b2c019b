import { formatDuration } from '@shared/model/duration'
import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatBytesOf,
  formatCount,
  formatOrdinal,
  formatPercent,
  formatShort,
  roundToTwoDigits,
} from './numbers'
import { formatDay, formatMinute, formatMoment, formatSecond } from './time'
import { formatUptime } from './time-span'

const moment = Date.UTC(2026, 10, 23, 17, 3, 44)

describe('figures', () => {
  it.each([
    [formatCount(120_214), '120,214'],
    [formatShort(1_943_210), '1.94M'],
    [formatShort(1_967, 2), '2k'],
    [formatPercent(0.0555), '5.5 %'],
    [formatPercent(0), '0.0 %'],
    [formatPercent(0.0001), '< 0.1 %'],
    [formatPercent(1), '100 %'],
    [formatBytes(0), '0 B'],
    [formatBytes(1_536), '1.5 kB'],
    [formatBytes(412_000_000), '412 MB'],
    [formatBytes(999_600_000), '1.0 GB'],
    [formatBytesOf(118_000_000, 190_000_000), '118 of 190 MB'],
    [formatBytesOf(612_000_000, 1_073_741_824), '612 MB of 1.1 GB'],
    [formatOrdinal(1), '1st'],
    [formatOrdinal(3), '3rd'],
    [formatOrdinal(12), '12th'],
    [formatUptime(-3), '0 s'],
    [formatUptime(59_999), '59 s'],
    [formatUptime(5 * 60_000), '5 min'],
    [formatUptime(8_040_000), '2 h 14 min'],
    [formatUptime(273_600_000), '3 d 4 h'],
    [formatDuration(41), '41 ms'],
    [formatDuration(340), '0.34 s'],
    [formatDuration(12_340), '12.3 s'],
    [formatDuration(125_000), '2 min 5 s'],
    [formatDuration(7_260_000), '2 h 1 min'],
  ])('%s is %s', (formatted, expected) => {
    expect(formatted).toBe(expected)
  })
})

describe('two digits', () => {
  it.each([
    [0.4, 0],
    [9.6, 10],
    [1_943_210, 1_900_000],
    [1_960_000, 2_000_000],
    [63_636, 64_000],
  ])('of %s are %s', (n, rounded) => {
    expect(roundToTwoDigits(n)).toBe(rounded)
  })
})

describe('times', () => {
  it('are UTC in any time zone of the machine', () => {
    expect(formatMinute(moment)).toBe('17:03')
    expect(formatSecond(moment)).toBe('17:03:44')
    expect(formatDay(moment)).toBe('23 Nov 2026')
  })

  it('name the day when it is not today', () => {
    expect(formatMoment(moment, moment + 60_000)).toBe('17:03')
    expect(formatMoment(moment, moment + 86_400_000)).toBe('23 Nov 2026 17:03')
  })
})
