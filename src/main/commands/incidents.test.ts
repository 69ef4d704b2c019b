import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedIncidents } from '@main/adapters/sqlite/incidents'
import { foldIncidents } from '@main/pipeline/incidents/fold-incidents'
import type { IncidentStore } from '@main/ports/incident-store'
import { MINUTE_MS } from '@shared/lib/time'
import type { Alarm } from '@shared/model/alarm'
import type { Finding } from '@shared/model/incident'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { incidents } from './incidents'
import { readIncidents } from './read-incidents'

const START = Date.UTC(2026, 0, 5, 12)

let dir: string
let store: IncidentStore | null
let printed: string[]

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'millrace-incidents-'))
  store = null
  printed = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
})

afterEach(async () => {
  await store?.close()
  vi.restoreAllMocks()
  rmSync(dir, { recursive: true })
})

const at = (minute: number) => START + minute * MINUTE_MS

function findingOf(type: string, minute: number, sentence: string): Finding {
  const expected = { value: 0.05, low: 0.03, high: 0.07 }
  return {
    ...{
      cause: { kind: 'anomaly' },
      type,
      measure: 'error-rate',
      shape: 'jump',
      observed: 0.2,
      expected,
      pValue: 1e-9,
    },
    ...{ since: at(minute), errorCodes: ['503'], sentence, touched: null },
  }
}

/** PAY from the 1st to the 2nd minute, ended; SEARCH in the 9th, going on. */
async function keep(): Promise<void> {
  const opened = await openEmbeddedIncidents(join(dir, 'incidents'))
  store = opened.store
  for (let minute = 0; minute < 10; minute++) {
    const start = at(minute)
    const findings = [
      ...(minute === 1 || minute === 2 ? [findingOf('PAY', 1, 'Pay errors 20.0 %.')] : []),
      ...(minute === 9 ? [findingOf('SEARCH', 9, 'Search errors 20.0 %.')] : []),
    ]
    const window = { dataset: 'shop', start, revision: 1, types: 5, findings, touched: [], newest: start }
    await store.changeAround({ dataset: 'shop', start, reachMs: 5 * MINUTE_MS }, (known) => ({
      records: foldIncidents(known, window, start),
      messages: [],
    }))
  }
}

const END =
  'open, 2026-01-05 12:09 – ongoing, last seen 2026-01-05 12:09 (1 window, worst 2026-01-05_12-09): Search errors 20.0 %.'

it('lists incidents newest first, also while another one has them open', async () => {
  await keep()
  await incidents({ dataDir: dir })
  expect(printed).toEqual([
    END,
    'ended, 2026-01-05 12:01 – 2026-01-05 12:03 (2 windows, worst 2026-01-05_12-01): Pay errors 20.0 %.',
  ])
})

it('lists those alone that go on', async () => {
  await keep()
  await incidents({ dataDir: dir, open: true })
  expect(printed).toEqual([END])
})

it('lists them as one JSON object, as webhooks tell them', async () => {
  await keep()
  await incidents({ dataDir: dir, dataset: 'shop', all: true, json: true })
  const { incidents: listed, more } = JSON.parse(printed.join())
  expect(more).toBe(false)
  expect(listed.map(({ type, state }: { type: string; state: string }) => [type, state])).toEqual([
    ['SEARCH', 'open'],
    ['PAY', 'ended'],
  ])
  expect(listed[1]).toMatchObject({
    dataset: 'shop',
    since: '2026-01-05T12:01:00.000Z',
    ended_at: '2026-01-05T12:03:00.000Z',
    peak: { measure: 'error-rate', window: '2026-01-05T12:01:00.000Z', observed: 0.2 },
  })
})

it('lists alarms of the pipeline between them', async () => {
  await keep()
  const alarm: Alarm = {
    ...{ id: 'alarm.lag.pipeline.x', alarm: 'lag', subject: null, dataset: null, title: 'The sink lags behind' },
    ...{ sentence: '9 events wait.', state: 'ended', began: at(5) + 1_000, noticedAt: at(5) + 30_000 },
    ...{ endedAt: at(6), endedBy: 'by-hand', acknowledgedAt: null },
  }
  await store?.changeAlarms(() => ({ records: [{ incident: alarm }], messages: [] }))
  await incidents({ dataDir: dir })
  expect(printed[1]).toBe(
    'ended, 2026-01-05 12:05:01 – 2026-01-05 12:06:00, stopped by hand (alarm: The sink lags behind): 9 events wait.',
  )
  printed = []
  await incidents({ dataDir: dir, json: true })
  const listed = JSON.parse(printed.join()).incidents
  expect(listed.map(({ alarm }: { alarm: string | null }) => alarm)).toEqual([null, 'lag', null])
  expect(listed[1]).toMatchObject({ title: 'The sink lags behind', since: '2026-01-05T12:05:01.000Z', peak: null })
})

it('says that there are none, and makes nothing where there is nothing', async () => {
  await incidents({ dataDir: dir })
  expect(printed).toEqual(['No incidents.'])
  expect(readdirSync(dir)).toEqual([])
  expect(await readIncidents(dir, { dataset: 'shop' })).toEqual([])
})
