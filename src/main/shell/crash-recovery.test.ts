import { expect, it } from 'vitest'
import { childGoneLine, createRecoveries, type GoneReason } from './crash-recovery'

const CRASHES: GoneReason[] = ['abnormal-exit', 'killed', 'crashed', 'oom', 'launch-failed', 'memory-eviction']

it.each(CRASHES)('loads the page again, and says so in one line: %s', (reason) => {
  const recovery = createRecoveries().gone(reason, 0)
  expect(recovery).toMatchObject({ recovery: 'reload' })
  expect(recovery.recovery === 'reload' && recovery.notice).toMatch(
    /^The page .+\. It was loaded again\.|^Another program/,
  )
})

it('asks after three reloads within a minute, and reloads again when a minute has passed', () => {
  const recoveries = createRecoveries()
  const outcomes = [0, 1_000, 2_000, 3_000].map((now) => recoveries.gone('crashed', now).recovery)
  expect(outcomes).toEqual(['reload', 'reload', 'reload', 'ask'])
  expect(recoveries.gone('crashed', 60_500).recovery).toBe('reload')
})

it('counts pages that cannot be loaded with those that crash', () => {
  const recoveries = createRecoveries()
  expect(recoveries.notLoaded(false, 'ERR_FAILED', 0)).toEqual({
    recovery: 'reload',
    notice: 'The page could not be loaded (ERR_FAILED). It was loaded again. The pipeline was not interrupted.',
  })
  recoveries.gone('oom', 1)
  recoveries.gone('oom', 2)
  expect(recoveries.notLoaded(false, 'ERR_FAILED', 3).recovery).toBe('ask')
})

it('does nothing when a page ended as it should, or a reload or close ended its load', () => {
  const recoveries = createRecoveries()
  expect(recoveries.gone('clean-exit', 0)).toEqual({ recovery: 'nothing' })
  expect(recoveries.notLoaded(true, 'ERR_ABORTED', 0)).toEqual({ recovery: 'nothing' })
})

it('does not load a page again whose code was changed', () => {
  expect(createRecoveries().gone('integrity-failure', 0).recovery).toBe('ask')
})

it('has a line for the log about other processes', () => {
  expect(childGoneLine({ type: 'GPU', reason: 'crashed', exitCode: 11 })).toBe(
    'The process GPU is gone: crashed, exit code 11.',
  )
  const store = { type: 'Utility', name: 'Millrace store' }
  expect(childGoneLine({ ...store, reason: 'killed', exitCode: 9 })).toContain('Millrace store')
  expect(childGoneLine({ ...store, reason: 'clean-exit', exitCode: 0 })).toBeNull()
})
