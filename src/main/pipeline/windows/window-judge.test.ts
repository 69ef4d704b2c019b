import { createMemoryLedger } from '@main/ports/fakes/memory-ledger'
import type { Ledger } from '@main/ports/ledger'
import type { ObjectStore } from '@main/ports/object-store'
import { MINUTE_MS } from '@shared/lib/time'
import type { Analysis } from '@shared/model/report'
import { beforeEach, expect, it } from 'vitest'
import type { AcceptedLevel } from '../detect/accepted-level'
import type { Judgement } from '../detect/detector'
import { openWindowJudge, type WindowJudge } from './window-judge'

const DATASET = { name: 'clicks', typeLabels: {} }
const START = Date.UTC(2026, 0, 5, 12)

let ledger: Ledger
let kept: Map<string, Uint8Array>
const objects = {
  head: async (_bucket: string, key: string) => (kept.has(key) ? { key, bytes: 1, modifiedAt: 0 } : null),
  get: async (_bucket: string, key: string) => kept.get(key) as Uint8Array,
  put: async (_bucket: string, key: string, body: Uint8Array) => void kept.set(key, body),
  remove: async (_bucket: string, key: string) => void kept.delete(key),
} as unknown as ObjectStore

beforeEach(() => {
  ledger = createMemoryLedger()
  kept = new Map()
  levels = []
  unlike.clear()
})

let levels: AcceptedLevel[]
/** Windows in which the source had another rate. */
const unlike = new Set<number>()
const open = () =>
  openWindowJudge(
    { ledger, objects },
    DATASET,
    async () => levels,
    (start) => ({ partly: false, otherRate: unlike.has(start) }),
  )

interface Seen {
  readonly events: number
  readonly partly: boolean
  readonly historyEnd: number | null
}

function analysisOf(errors: number, events: number): Analysis {
  const figures = { type: 'buy', events, errors, errorRate: errors / events, latency: null, errorCodes: [] }
  return { rows: events, errors, seconds: 0, types: [figures], latency: null }
}

async function report(
  judge: WindowJudge,
  minute: number,
  errors: number,
  over: Partial<Seen> = {},
): Promise<Judgement> {
  const { events, partly, historyEnd } = { events: 400, partly: false, historyEnd: null, ...over }
  const start = START + minute * MINUTE_MS
  const otherRate = unlike.has(start)
  const counts = { produced: 400, logged: 400, stored: 400, deadLetters: 0, extracted: 400, earlierLog: 0, epoch: 1 }
  const times = { closedAt: start + MINUTE_MS, dueAt: start + MINUTE_MS, filled: false, incompleteReason: null }
  await ledger.putExtract(DATASET.name, start, { attempt: 1, ...counts, ...times })
  await ledger.putAnalysis(DATASET.name, start, 1, analysisOf(errors, events))
  const [entry] = await ledger.toReport({ datasets: [DATASET.name], after: null, limit: 1 })
  if (!entry) throw new Error('nothing to report')
  const judgement = await judge.judge(entry, { followed: true, partly, otherRate, historyEnd })
  await ledger.putReport(DATASET.name, start, { attempt: 1, revision: 1, createdAt: start, readyMs: 0, anomalies: 0 })
  await judge.reported(entry)
  return judgement
}

it('judges the same when opened again for each window or once for all', async () => {
  const errors = (minute: number) => (minute === 120 ? 80 : 18 + (minute % 5))
  const once = await open()
  const expected: Judgement[] = []
  for (let minute = 0; minute < 130; minute++) expected.push(await report(once, minute, errors(minute)))
  expect(expected[120]?.anomalies.map(({ type }) => type)).toEqual(['buy'])

  ledger = createMemoryLedger()
  kept = new Map()
  levels = []
  for (let minute = 0; minute < 130; minute++) {
    expect(await report(await open(), minute, errors(minute))).toEqual(expected[minute])
  }
}, 30_000)

it('begins with the ledger when there is no checkpoint, or an unreadable one', async () => {
  const judge = await open()
  for (let minute = 0; minute < 40; minute++) await report(judge, minute, 20)
  kept.set('detector.json', new TextEncoder().encode('{"version":0}'))
  expect((await report(await open(), 40, 20)).detection.state).toBe('watching')
})

it('reports no fall in a window in which the source was started or stopped, and learns no volume from it', async () => {
  const measures = async (partly: boolean) => {
    ledger = createMemoryLedger()
    kept = new Map()
    levels = []
    const judge = await open()
    for (let minute = 0; minute < 60; minute++) await report(judge, minute, 20 + (minute % 3))
    return (await report(judge, 60, 10, { events: 200, partly })).anomalies.map(({ measure }) => measure)
  }
  expect(await measures(false)).toEqual(['volume'])
  expect(await measures(true)).toEqual([])
})

it('compares an old window with the windows before it, and learns nothing from it', async () => {
  const judge = await open()
  // The rate trebles permanently after an hour and a half, and is accepted later.
  for (let minute = 0; minute < 400; minute++) {
    await report(judge, minute, minute < 90 ? 20 : 60)
    const through = START + minute * MINUTE_MS
    if (minute === 300) levels = [{ incident: 'a', type: 'buy', types: ['buy'], measures: ['error-rate'], through }]
  }
  const ask = async (minute: number) => {
    const entry = await ledger.get(DATASET.name, START + minute * MINUTE_MS)
    if (!entry) throw new Error('it was reported')
    const circumstances = { followed: true, partly: false, otherRate: false, historyEnd: null }
    return (await judge.judge(entry, circumstances)).anomalies.map(({ type }) => type)
  }
  expect(await ask(80)).toEqual([])
  expect(await ask(91)).toEqual(['buy'])
  expect(await ask(92)).toEqual(['buy'])
  expect(await ask(399)).toEqual([])
}, 30_000)

it('treats an accepted level as normal from the next window on, also when it is opened again for each window', async () => {
  const outage = (minute: number) => (minute < 60 ? 18 + (minute % 5) : 80 + (minute % 5))
  const anomalous: number[] = []
  for (let minute = 0; minute < 140; minute++) {
    if (minute === 70) {
      const through = START + 69 * MINUTE_MS
      levels = [{ incident: 'a', type: null, types: ['buy'], measures: ['error-rate'], through }]
    }
    const { anomalies } = await report(await open(), minute, outage(minute))
    if (anomalies.length > 0) anomalous.push(minute)
  }
  expect(anomalous).toEqual(Array.from({ length: 10 }, (_, i) => 60 + i))
})

it('learns from history that was made after newer windows were judged, also when it was killed meanwhile', async () => {
  const historyEnd = START
  const made = async (judge: WindowJudge, from: number, to: number) => {
    for (let minute = from; minute < to; minute++) await report(judge, minute, 20 + (minute % 3), { historyEnd })
  }
  const judge = await open()
  for (let minute = 0; minute < 3; minute++) await report(judge, minute, 20)
  await made(judge, -30, -10)
  expect(judge.newest()).toBeGreaterThanOrEqual(START)
  const next = await open()
  await made(next, -10, 0)
  const { detection, anomalies } = await report(next, 3, 120)
  expect(detection.state).toBe('watching')
  expect(anomalies.map(({ type }) => type)).toEqual(['buy'])
})

it('does not take the volume of live windows before the history for normal', async () => {
  const judge = await open()
  for (let minute = 0; minute < 4; minute++) {
    unlike.add(START + minute * MINUTE_MS)
    await report(judge, minute, 130, { events: 4_000 })
  }
  for (let minute = -30; minute < 0; minute++) await report(judge, minute, 20 + (minute % 3), { historyEnd: START })
  for (let minute = 4; minute < 8; minute++) {
    const { anomalies } = await report(judge, minute, 20)
    expect(anomalies.map(({ measure }) => measure)).toEqual([])
  }
})

it('does not compare the volume of a live minute that began before the history was requested, but its errors', async () => {
  const judge = await open()
  for (let minute = -30; minute < 0; minute++) await report(judge, minute, 20 + (minute % 3), { historyEnd: START })
  unlike.add(START)
  unlike.add(START + MINUTE_MS)
  expect((await report(judge, 0, 65, { events: 1_300 })).anomalies).toEqual([])
  const { anomalies } = await report(judge, 1, 400, { events: 1_300 })
  expect(anomalies.map(({ measure }) => measure)).toEqual(['error-rate'])
})
