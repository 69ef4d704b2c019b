import { readdirSync } from 'node:fs'
import { readScenario } from '@main/adapters/folder/read-scenario'
import { analyseColumns } from '@main/adapters/hyparquet/analyse-columns'
import { TYPES } from '@main/pipeline/source/shop-visit'
import { MINUTE_MS } from '@shared/lib/time'
import type { Anomaly } from '@shared/model/anomaly'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { Scenario } from '@shared/model/scenario'
import { describe, expect, it } from 'vitest'
import { compareWithGroundTruth, type JudgedMinute } from './compare-with-ground-truth'
import { score } from './score'
import { layOut } from './timeline'

const FROM = Date.UTC(2026, 0, 5)
const BURST: Scenario = {
  name: 'Burst',
  disturbances: [
    { kind: 'error-burst', types: ['CHECKOUT'], startSeconds: 0, lengthSeconds: 600, errorRate: 0.15 },
    { kind: 'slowdown', types: ['SEARCH'], startSeconds: 120, lengthSeconds: 600, factor: 2 },
  ],
}

describe('the score', () => {
  it('finds two overlapping disturbances in the simulator’s flow, each of its type', async () => {
    const result = score({ scenarios: [BURST], hours: 2.3, seed: 4, eventsPerMinute: 3_000 }, analyseColumns)
    expect(result).toMatchObject({ windows: 138, incidents: 2, precision: 1, recall: 1, false_incidents: [] })
    expect(result.lines.map(({ kind, in_first_full_window: first }) => [kind, first])).toEqual([
      ['error-burst', 1],
      ['slowdown', 1],
    ])
  }, 30_000)

  it('is the same for the same seed', () => {
    const options = { scenarios: [], hours: 0.5, seed: 9, eventsPerMinute: 600 }
    const [{ seconds: _, ...first }, { seconds: __, ...second }] = [
      score(options, analyseColumns),
      score(options, analyseColumns),
    ]
    expect(first).toEqual(second)
    expect(first).toMatchObject({ precision: null, recall: null, events: 18_000 })
  })
})

describe('the timeline', () => {
  it('lays scenarios out one after the other, and repeats them while there is time', () => {
    const { truths } = layOut([BURST], FROM, 5 * 3_600)
    expect(truths.map(({ kind, fromMs }) => [kind, (fromMs - FROM) / 60_000])).toEqual([
      ['error-burst', 120],
      ['slowdown', 122],
      ['error-burst', 172],
      ['slowdown', 174],
      ['error-burst', 224],
      ['slowdown', 226],
    ])
  })

  it('reports how many disturbances there is no time for', () => {
    expect(layOut([BURST], FROM, 2 * 3_600 + 700)).toMatchObject({ leftOut: 1, truths: [{ kind: 'error-burst' }] })
  })

  it('is undisturbed without scenarios', () => {
    expect(layOut([], FROM, 3_600)).toEqual({ running: null, truths: [], leftOut: 0 })
  })
})

describe('the comparison with the ground truth', () => {
  const { truths } = layOut([BURST], FROM, 2.5 * 3_600)
  const anomaly = (type: string | null, measure: Anomaly['measure']) => ({ type, measure, sentence: 'x' }) as Anomaly
  const judged = (minute: number, ...anomalies: Anomaly[]): JudgedMinute => ({
    start: FROM + minute * MINUTE_MS,
    anomalies,
  })

  it('counts found disturbances, detection times, and false incidents', () => {
    const result = compareWithGroundTruth(
      [
        judged(30, anomaly('PAYMENT', 'volume')),
        judged(31, anomaly('PAYMENT', 'volume')),
        judged(120),
        judged(121, anomaly('CHECKOUT', 'error-rate')),
        judged(122, anomaly('CHECKOUT', 'error-rate')),
      ],
      truths,
    )
    expect(result).toMatchObject({ incidents: 2, precision: 0.5, recall: 0.5 })
    expect(result.false_incidents).toEqual([{ first: '2026-01-05T00:30:00.000Z', type: 'PAYMENT', sentence: 'x' }])
    expect(result.lines[0]).toMatchObject({
      found: 1,
      in_first_full_window: 0,
      minutes_to_detect: { median: 2, max: 2 },
    })
    expect(result.lines[1]).toMatchObject({ found: 0, minutes_to_detect: null })
  })

  it('does not credit an anomaly in another measure', () => {
    expect(compareWithGroundTruth([judged(121, anomaly('CHECKOUT', 'latency'))], truths).lines[0]).toMatchObject({
      found: 0,
    })
  })
})

describe('a scenario file', () => {
  it.each(readdirSync('resources/scenarios'))('%s is valid', async (file) => {
    expect((await readScenario(`resources/scenarios/${file}`, TYPES)).disturbances.length).toBeGreaterThan(0)
  })

  it('that is missing is named with the next step', async () => {
    const error = await readScenario('resources/nothing.json', TYPES).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(FaultError)
    expect(faultMessage((error as FaultError).fault)).toContain(
      'resources/nothing.json cannot be used: there is no such',
    )
  })

  it('with other content is rejected', async () => {
    await expect(readScenario('package.json', TYPES)).rejects.toMatchObject({ fault: { code: 'scenario-invalid' } })
    await expect(readScenario('README.md', TYPES)).rejects.toMatchObject({ fault: { code: 'scenario-invalid' } })
  })
})
