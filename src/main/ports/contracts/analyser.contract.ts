import { bucketOf, type Dataset } from '@shared/model/dataset'
import type { Analysis } from '@shared/model/report'
import { extractKey, type WindowStart } from '@shared/model/window'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Analyser, ExtractToAnalyse } from '../analyser'
import { wholeOf } from '../fakes/memory-temp-files'
import type { ObjectStore } from '../object-store'
import type { Store, StoreRow } from '../store'
import { type ExtractCase, extractCases, largeCase } from './testing/extract-cases'
import { referenceAnalysis } from './testing/reference-analysis'

export interface AnalyserUnderTest {
  readonly analyser: Analyser
  readonly store: Store
  readonly objects: ObjectStore
  close(): Promise<void>
}

/** The long form takes minutes: `npm run test:scale`. */
const SHORT = { random: 8, large: [[60_000, false]] } as const
const LONG = { random: 200, large: [...SHORT.large, [150_000, true], [1_000_000, false]] } as const
const FIRST_LARGE = 1_400
const TTL_DAYS = 30
const BATCH = 30_000

/**
 * The contract of every engine: for the same extract the same figures, to the last digit. `more` are windows of other datasets, such as
 * those of a real log.
 */
export function analyserContract(
  name: string,
  open: () => Promise<AnalyserUnderTest>,
  more: readonly ExtractCase[] = [],
  form: 'short' | 'long' = 'short',
): void {
  describe(`${name} as an engine`, () => {
    let opened: AnalyserUnderTest
    const { random, large } = form === 'long' ? LONG : SHORT
    const larger = large.map(([rows, distinct], n) => largeCase(rows, FIRST_LARGE + n, distinct))
    const cases = [...extractCases(random), ...larger, ...more]
    const extracts = new Map<ExtractCase, ExtractToAnalyse>()
    const results = new Map<ExtractCase, Analysis>()

    beforeAll(async () => {
      opened = await open()
      for (const dataset of datasetsOf(cases)) await opened.store.prepare(dataset, TTL_DAYS)
      for (const one of cases) extracts.set(one, await extractOf(opened, one))
    }, 600_000)
    afterAll(() => opened.close())

    it(`gives the same figures for each of ${cases.length} extracts`, { timeout: 1_800_000 }, async () => {
      const { analyser } = opened
      for (const dataset of datasetsOf(cases)) {
        const own = cases.filter((one) => one.dataset === dataset)
        for (let at = 0; at < own.length; at += analyser.atOnce) {
          const batch = own.slice(at, at + analyser.atOnce)
          const asked = batch.flatMap((one) => extracts.get(one) ?? [])
          const outcomes = await analyser.analyse(dataset, asked, new AbortController().signal)
          expect(outcomes).toHaveLength(batch.length)
          for (const one of batch) results.set(one, analysisOf(outcomes, one))
        }
      }
      const wrong = cases.filter((one) => {
        const { seconds, ...figures } = results.get(one) as Analysis
        expect(seconds).toBeGreaterThanOrEqual(0)
        const { seconds: _, ...expected } = referenceAnalysis(one.dataset, one.events)
        // The text is the report's: it shows each digit.
        return JSON.stringify(figures) !== JSON.stringify(expected)
      })
      for (const one of wrong.slice(0, 3)) {
        expect({ [one.name]: { ...results.get(one), seconds: 0 } }).toEqual({
          [one.name]: referenceAnalysis(one.dataset, one.events),
        })
      }
      expect(wrong.map((one) => one.name)).toEqual([])
    })

    it('stops on abort', async () => {
      const [first] = cases
      if (!first) return
      await expect(
        opened.analyser.analyse(first.dataset, [...extracts.values()].slice(0, 1), AbortSignal.abort()),
      ).rejects.toThrow()
    })
  })
}

function datasetsOf(cases: readonly ExtractCase[]): Set<Dataset> {
  return new Set(cases.map(({ dataset }) => dataset))
}

/** Stores the rows, and extracts them as the extract stage does. */
async function extractOf(
  { store, objects }: AnalyserUnderTest,
  { dataset, start, events }: ExtractCase,
): Promise<ExtractToAnalyse> {
  const rows = events.map((event, n): StoreRow => ({ event, epoch: 1, partition: n % 3, offset: start / 1_000 + n }))
  for (let at = 0; at < rows.length; at += BATCH) await store.insert(dataset, rows.slice(at, at + BATCH))
  const body = await wholeOf(await store.extract(dataset, start))
  await objects.put(bucketOf(dataset.name), extractKey(start), body)
  return { start, ...(await store.fingerprint(dataset, start)) }
}

function analysisOf(outcomes: Awaited<ReturnType<Analyser['analyse']>>, { name, start }: ExtractCase): Analysis {
  const outcome = outcomes.find((one: { start: WindowStart }) => one.start === start)
  if (!outcome) throw new Error(`no outcome for "${name}"`)
  if ('thrown' in outcome) throw new Error(`"${name}" failed`, { cause: outcome.thrown })
  return outcome.analysis
}
