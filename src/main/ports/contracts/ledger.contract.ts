import type { Analysis } from '@shared/model/report'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExtractEntry, Ledger, LedgerEntry, PendingQuery } from '../ledger'

export interface OpenedLedger {
  readonly ledger: Ledger
  cleanup(): Promise<void>
}

const MINUTE = 1_700_000_040_000
const DATASET = 'shop'

/** The contract of every ledger. */
export function ledgerContract(name: string, open: () => Promise<OpenedLedger>): void {
  describe(`${name} as a ledger`, () => {
    let opened: OpenedLedger
    let ledger: Ledger

    beforeEach(async () => {
      opened = await open()
      ledger = opened.ledger
    })
    afterEach(() => opened.cleanup())

    it('knows nothing of a window before its extract', async () => {
      expect(await ledger.get(DATASET, MINUTE)).toBeNull()
      expect(await ledger.list({ dataset: DATASET, limit: 10 })).toEqual([])
    })

    it('forgets the windows of a dataset that is cleared', async () => {
      await ledger.putExtract(DATASET, MINUTE, extractOf(1))
      await ledger.putExtract('other', MINUTE, extractOf(1))
      await ledger.clear(DATASET)
      expect(await ledger.get(DATASET, MINUTE)).toBeNull()
      expect(await ledger.get('other', MINUTE)).not.toBeNull()
    })

    it('lets each stage fill its own part', async () => {
      await ledger.putExtract(DATASET, MINUTE, extractOf(1))
      await ledger.putAnalysis(DATASET, MINUTE, 1, ANALYSIS)
      await ledger.putReport(DATASET, MINUTE, reportOf(1))
      expect(await ledger.get(DATASET, MINUTE)).toEqual({
        dataset: DATASET,
        start: MINUTE,
        extract: extractOf(1),
        analysis: { attempt: 1, analysis: ANALYSIS },
        report: reportOf(1),
      })
    })

    it('keeps the results of later stages when a window is extracted again', async () => {
      await ledger.putExtract(DATASET, MINUTE, extractOf(1))
      await ledger.putAnalysis(DATASET, MINUTE, 1, ANALYSIS)
      await ledger.putExtract(DATASET, MINUTE, extractOf(2))
      const entry = await ledger.get(DATASET, MINUTE)
      expect([entry?.extract?.attempt, entry?.analysis?.attempt]).toEqual([2, 1])
    })

    it('lists a dataset newest first, page by page', async () => {
      for (const i of [2, 0, 1]) await ledger.putExtract(DATASET, MINUTE + i * 60_000, extractOf(1))
      await ledger.putExtract('web', MINUTE, extractOf(1))
      const minutes = async (before?: number) =>
        (await ledger.list({ dataset: DATASET, before, limit: 2 })).map(({ start }) => (start - MINUTE) / 60_000)
      expect(await minutes()).toEqual([2, 1])
      expect(await minutes(MINUTE + 60_000)).toEqual([0])
    })

    it('finds the work of each stage, oldest first', async () => {
      const [first, second, third] = [MINUTE, MINUTE + 60_000, MINUTE + 120_000] as const
      for (const start of [third, first, second]) await ledger.putExtract(DATASET, start, extractOf(1))
      expect((await ledger.toAnalyse(of(10))).map(({ start }) => start)).toEqual([first, second, third])
      expect((await ledger.toAnalyse(of(1))).map(({ start }) => start)).toEqual([first])

      await ledger.putAnalysis(DATASET, third, 1, ANALYSIS)
      await ledger.putAnalysis(DATASET, first, 1, ANALYSIS)
      expect((await ledger.toAnalyse(of(10))).map(({ start }) => start)).toEqual([second])
      expect((await ledger.toReport(of(10))).map(({ start }) => start)).toEqual([first, third])

      await ledger.putReport(DATASET, first, reportOf(1))
      await ledger.putExtract(DATASET, first, extractOf(2))
      expect((await ledger.toAnalyse(of(10))).map(({ start }) => start)).toEqual([first, second])
      expect((await ledger.toReport(of(10))).map(({ start }) => start)).toEqual([third])
    })

    it('pages through waiting windows, and skips other datasets', async () => {
      for (const i of [0, 1, 2]) {
        await ledger.putExtract(DATASET, MINUTE + i * 60_000, extractOf(1))
        await ledger.putExtract('web', MINUTE + i * 60_000, extractOf(1))
        await ledger.putExtract('gone', MINUTE + i * 60_000, extractOf(1))
      }
      await ledger.putAnalysis('gone', MINUTE, 1, ANALYSIS)
      const seen: string[] = []
      let after: { dataset: string; start: number } | null = null
      for (;;) {
        const page: LedgerEntry[] = await ledger.toAnalyse({ datasets: [DATASET, 'web'], after, limit: 2 })
        seen.push(...page.map(({ dataset, start }) => `${dataset} ${(start - MINUTE) / 60_000}`))
        after = page.at(-1) ?? null
        if (after === null) break
      }
      expect(seen).toEqual(['shop 0', 'web 0', 'shop 1', 'web 1', 'shop 2', 'web 2'])
      expect(await ledger.totals([DATASET])).toMatchObject({ extracted: 3, toAnalyse: 3 })
      expect(await ledger.waitingElsewhere([DATASET, 'web'])).toEqual([{ name: 'gone', windows: 3 }])
      expect(await ledger.waitingElsewhere([DATASET, 'web', 'gone'])).toEqual([])
    })

    it('lists every extracted window with the counts of its latest extract', async () => {
      const [first, second] = [MINUTE, MINUTE + 60_000]
      await ledger.putExtract(DATASET, second, { ...extractOf(1), produced: 0, logged: 0 })
      await ledger.putExtract(DATASET, first, extractOf(1))
      await ledger.putExtract(DATASET, first, { ...extractOf(2), logged: 12, epoch: 8, incompleteReason: 'late' })
      await ledger.putExtract('web', first, extractOf(1))
      await ledger.putReport(DATASET, MINUTE + 120_000, reportOf(1))
      expect(await ledger.extracted(DATASET)).toEqual([
        { start: first, produced: 10, logged: 12, epoch: 8, complete: false },
        { start: second, produced: 0, logged: 0, epoch: 7, complete: true },
      ])
    })

    it('counts how far the windows have come', async () => {
      for (const start of [MINUTE, MINUTE + 60_000, MINUTE + 120_000]) {
        await ledger.putExtract(DATASET, start, extractOf(1))
      }
      await ledger.putAnalysis(DATASET, MINUTE, 1, ANALYSIS)
      await ledger.putAnalysis(DATASET, MINUTE + 60_000, 1, ANALYSIS)
      await ledger.putReport(DATASET, MINUTE, reportOf(1))
      expect(await ledger.totals([DATASET])).toEqual({
        extracted: 3,
        analysed: 2,
        reported: 1,
        toAnalyse: 1,
        toReport: 1,
      })
    })
  })
}

function of(limit: number): PendingQuery {
  return { datasets: [DATASET], after: null, limit }
}

function extractOf(attempt: number): ExtractEntry {
  const counts = { produced: 10, logged: 10, stored: 9, deadLetters: 1, extracted: 9, earlierLog: 0, epoch: 7 }
  return { attempt, ...counts, closedAt: MINUTE, dueAt: MINUTE, filled: false, incompleteReason: null }
}

function reportOf(attempt: number) {
  return { attempt, revision: 1, createdAt: MINUTE, readyMs: 120, anomalies: 1 }
}

const ANALYSIS: Analysis = { rows: 9, errors: 1, seconds: 0.01, types: [], latency: null }
