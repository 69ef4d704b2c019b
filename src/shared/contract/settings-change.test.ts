import { describe, expect, it } from 'vitest'
import { SettingsChange } from './settings-change'

describe('a change of settings', () => {
  it.each([
    { producer: { rate: 100 } },
    { producer: { errorRates: { PAYMENT: 0.2 } } },
    { windows: { graceMs: 1_000 } },
    { web: { allowedHosts: ['localhost:9000'] } },
    { log: { maxAgeHours: 48 } },
  ])('%j contains nothing else', (change) => {
    expect(SettingsChange.parse(change)).toEqual(change)
  })

  it('checks the values that it contains', () => {
    expect(SettingsChange.safeParse({ log: { maxAgeHours: 0 } }).error?.issues[0]?.message).toBe('Give 1 to 720 hours')
  })
})
