import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { MINUTE_MS } from '@shared/lib/time'
import { type Fault, FaultError } from '@shared/model/fault'
import { beforeEach, describe, expect, it } from 'vitest'
import { createWindowRetries } from './window-retries'

const [FIRST, SECOND] = [Date.UTC(2026, 0, 5, 12), Date.UTC(2026, 0, 5, 12) + MINUTE_MS]
const NEVER = new AbortController().signal

let clock: ReturnType<typeof createVirtualClock>
let storeAnswers: boolean
let shown: Fault[]
let marked: { start: number; fault: Fault | null }[]
beforeEach(() => {
  clock = createVirtualClock()
  storeAnswers = true
  shown = []
  marked = []
})

function retriesOf(stage: 'extract' | 'analyse' | 'report', signal = NEVER) {
  const ping = async () => {
    if (!storeAnswers) throw new Error('no answer')
  }
  const context: Parameters<typeof createWindowRetries>[0] = {
    ports: { clock, store: { ping } },
    tracker: { failing: (_dataset, start, _stage, fault) => void marked.push({ start, fault }) },
    tell: (kind, news) => void (kind === 'fault' && shown.push(news as Fault)),
    signal,
  }
  return createWindowRetries(context, stage)
}
const fail = (fault: Fault) => () => Promise.reject(new FaultError(fault))
const cut: Fault = { code: 'extract-cut-short', window: 'w', reason: 'it has no footer' }
const tooLarge: Fault = { code: 'store-unavailable', reason: 'memory limit exceeded' }

describe('a window that fails', () => {
  it('waits longer after each attempt, and no other window waits with it', async () => {
    const retries = retriesOf('analyse')
    for (const pause of [1_000, 5_000, 15_000, 60_000, 60_000]) {
      expect(await retries.attempt('shop', FIRST, fail(cut))).toBeNull()
      expect([retries.isDue('shop', SECOND), retries.isDue('other', FIRST)]).toEqual([true, true])
      await clock.sleep(pause - 1, NEVER)
      expect(retries.isDue('shop', FIRST)).toBe(false)
      await clock.sleep(1, NEVER)
      expect(retries.isDue('shop', FIRST)).toBe(true)
    }
    expect(retries.count()).toBe(1)
  })

  it('is reported once, and again for another reason', async () => {
    const retries = retriesOf('analyse')
    for (const fault of [cut, cut, tooLarge]) await retries.attempt('shop', FIRST, fail(fault))
    const failed = { code: 'window-failed', window: '2026-01-05_12-00', dataset: 'shop', stage: 'analyse' }
    expect(shown).toMatchObject([
      { ...failed, reason: expect.stringContaining('footer') },
      { ...failed, reason: expect.stringContaining('memory limit exceeded') },
    ])
    expect(marked).toEqual(shown.map((fault) => ({ start: FIRST, fault })))
  })

  it('is no longer marked once it works, and begins with the shortest pause when it fails again', async () => {
    const retries = retriesOf('analyse')
    expect(await retries.attempt('shop', FIRST, async () => 'done')).toBe('done')
    expect(marked).toEqual([])
    await retries.attempt('shop', FIRST, fail(cut))
    await retries.attempt('shop', FIRST, fail(cut))
    await retries.attempt('shop', FIRST, async () => 'done')
    expect([retries.count(), marked.at(-1)]).toEqual([0, { start: FIRST, fault: null }])
    await retries.attempt('shop', FIRST, fail(cut))
    await clock.sleep(1_000, NEVER)
    expect(retries.isDue('shop', FIRST)).toBe(true)
  })

  it('is retried alone for an error that is no fault', async () => {
    const retries = retriesOf('analyse')
    expect(await retries.attempt('shop', FIRST, () => Promise.reject(new Error('not a Parquet file')))).toBeNull()
    expect(shown).toMatchObject([{ reason: expect.stringContaining('not a Parquet file') }])
  })

  it('is retried alone when the disk is full: a smaller window may fit', async () => {
    expect(await retriesOf('report').attempt('shop', FIRST, fail({ code: 'disk-full', dir: '/data' }))).toBeNull()
  })
})

describe('a fault of all windows', () => {
  const stopped = { code: 'objects-unavailable', address: 'here', reason: 'refused' } as const
  it('stops the stage', async () => {
    for (const stage of ['extract', 'analyse', 'report'] as const) {
      const retries = retriesOf(stage)
      await expect(retries.attempt('shop', FIRST, fail(stopped))).rejects.toMatchObject({ fault: stopped })
      expect([retries.count(), shown]).toEqual([0, []])
    }
  })

  it('is a store that does not answer, but not one that refuses a query', async () => {
    const retries = retriesOf('extract')
    expect(await retries.attempt('shop', FIRST, fail(tooLarge))).toBeNull()
    storeAnswers = false
    await expect(retries.attempt('shop', FIRST, fail(tooLarge))).rejects.toMatchObject({ fault: tooLarge })
    // The other stages do not need the store.
    expect(await retriesOf('analyse').attempt('shop', FIRST, fail(tooLarge))).toBeNull()
  })

  it('is every error while the stage stops', async () => {
    const retries = retriesOf('analyse', AbortSignal.abort())
    await expect(retries.attempt('shop', FIRST, fail(cut))).rejects.toMatchObject({ fault: cut })
  })
})
