import { MINUTE_MS } from '@shared/lib/time'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runsOf } from './queries'

it('converts windows to ranges without a gap that cover exactly these windows', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 })), (minutes) => {
      const windows = minutes.map((minute) => minute * MINUTE_MS)
      const runs = runsOf(windows)
      const covered = runs.flatMap(({ from, to }) =>
        Array.from({ length: (to - from) / MINUTE_MS }, (_, i) => from + i * MINUTE_MS),
      )
      expect(covered).toEqual([...new Set(windows)].sort((a, b) => a - b))
      for (const [i, run] of runs.entries()) if (i > 0) expect(run.from).toBeGreaterThan(runs[i - 1]?.to ?? 0)
    }),
  )
})
