import { setTimeout as sleep } from 'node:timers/promises'
import { MINUTE_MS } from '@shared/lib/time'
import { windowName } from '@shared/model/window'
import { expect } from 'vitest'
import type { Served } from '../../support/millrace'

interface ReportOfWindow {
  readonly report: { readonly total_events: number } | string
  readonly createdAt?: string
  readonly ledger?: { readonly produced: number; readonly analysed: number }
}

/** What Millrace's own HTTP interface says about windows. */
export function windowReports(served: Pick<Served, 'origin' | 'token'>) {
  const get = async <T>(path: string): Promise<T> => {
    // Without keep-alive: a connection that idled on a busy machine is closed just when it is used again.
    const headers = { authorization: `Bearer ${served.token}`, connection: 'close' }
    const answer = await fetch(served.origin + path, { headers })
    return (await answer.json()) as T
  }
  const of = (window: number) => get<ReportOfWindow>(`/report?window=${windowName(window)}`)
  return {
    of,
    /** Those that wait for the scheduler. */
    due: async () => (await get<{ windows: { window: string }[] }>('/windows/due?limit=500')).windows,
    /**
     * Waits until the windows have a report, and expects each to be the only one, of all events. Says and returns how many seconds after its end
     * each was made.
     */
    async expectOnce(windows: readonly number[], withinMs: number, why: () => Promise<string>): Promise<number[]> {
      const deadline = performance.now() + withinMs
      const waiting = new Set(windows)
      const seconds: number[] = []
      while (waiting.size > 0) {
        for (const window of waiting) {
          const { report, createdAt } = await of(window)
          if (typeof report === 'string') continue
          waiting.delete(window)
          const late = Math.round((Date.parse(createdAt ?? '') - window - MINUTE_MS) / 1_000)
          seconds.push(late)
          console.log(`${windowName(window)} was reported ${late} s after its end`)
        }
        const left = [...waiting].map(windowName)
        if (performance.now() > deadline) throw new Error(`no report of ${left}: ${await why()}`)
        await sleep(1_000)
      }
      for (const window of windows) {
        const report = await of(window)
        expect(report, windowName(window)).toMatchObject({ revision: 1, complete: true })
        expect(report.ledger?.produced).toBeGreaterThan(0)
        expect(report.ledger?.analysed).toBe(report.ledger?.produced)
      }
      return seconds
    },
  }
}
