import { expect, it } from 'vitest'
import { alarmLengthWords, alarmScreen, alarmWhenWords } from './alarm-words'

const began = Date.UTC(2026, 0, 5, 12, 35, 10)

it('says when an alarm began and ended', () => {
  expect(alarmWhenWords({ began, endedAt: null })).toBe('since 12:35')
  expect(alarmWhenWords({ began, endedAt: began + 600_000 })).toBe('12:35–12:45')
  expect(alarmWhenWords({ began, endedAt: began + 10_000 })).toBe('12:35')
})

it('says how long it lasts, in whole seconds', () => {
  expect(alarmLengthWords({ began, endedAt: null }, began + 41_400)).toBe('41 s')
  expect(alarmLengthWords({ began, endedAt: began + 125_000 }, began)).toBe('2 min 5 s')
  expect(alarmLengthWords({ began, endedAt: null }, began - 5_000)).toBe('0 s')
})

it('leads to where it can be mended', () => {
  expect(alarmScreen({ alarm: 'service-down', subject: 'kafka', dataset: null }).href).toBe('#/logs/kafka')
  expect(alarmScreen({ alarm: 'dead-letters', subject: 'shop', dataset: 'shop' }).href).toBe('#/dead-letters/shop')
})
