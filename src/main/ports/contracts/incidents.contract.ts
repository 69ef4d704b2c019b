import { MINUTE_MS } from '@shared/lib/time'
import type { Alarm } from '@shared/model/alarm'
import type { Finding } from '@shared/model/incident'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IncidentRecord, IncidentStore } from '../incident-store'

export interface OpenedIncidents {
  readonly store: IncidentStore
  cleanup(): Promise<void>
}

const START = Date.UTC(2026, 0, 5, 12)
const REACH = 4 * MINUTE_MS

/** The contract of every incident store. */
export function incidentsContract(name: string, open: () => Promise<OpenedIncidents>): void {
  describe(`${name} as a store of incidents`, () => {
    let opened: OpenedIncidents
    let store: IncidentStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.cleanup())

    const put = (...records: IncidentRecord[]) =>
      store.changeAround({ dataset: 'shop', start: START, reachMs: REACH }, () => ({ records, messages: [] }))
    const around = async (dataset: string, minute: number) => {
      let ids: string[] = []
      await store.changeAround({ dataset, start: at(minute), reachMs: REACH }, (known) => {
        ids = known.map(({ incident }) => incident.id).sort()
        return { records: [], messages: [] }
      })
      return ids
    }

    it('keeps a record unchanged', async () => {
      const record = recordOf('a', 0, 3)
      await put(record)
      expect(await store.get('a')).toEqual(record)
      expect(await store.get('b')).toBeNull()
    })

    it('shows incidents that continue, and those that ended nearby', async () => {
      await put(
        recordOf('going on', 0, 3),
        recordOf('ended long ago', 0, 3, { ended: true }),
        recordOf('just ended', 80, 96, { ended: true }),
        recordOf('soon after', 104, 110, { ended: true }),
        recordOf('out of reach', 105, 110, { ended: true }),
        recordOf('of another', 100, 100, { dataset: 'web' }),
      )
      expect(await around('shop', 100)).toEqual(['going on', 'just ended', 'soon after'])
      expect(await around('web', 100)).toEqual(['of another'])
    })

    it('keeps the whole decision, or nothing when deciding fails', async () => {
      await put(recordOf('a', 0, 3))
      const failing = store.changeAround({ dataset: 'shop', start: START, reachMs: REACH }, () => {
        throw new Error('undecided')
      })
      await expect(failing).rejects.toThrow('undecided')
      await put(recordOf('a', 0, 9), recordOf('b', 1, 1))
      expect(await store.get('a')).toMatchObject({ incident: { last: at(9) } })
      expect(await store.list({ limit: 10 })).toHaveLength(2)
    })

    it('changes one by its id', async () => {
      await put(recordOf('a', 0, 3))
      const changed = await store.change('a', (record) => ({
        records: 'history' in record ? [{ ...record, incident: { ...record.incident, state: 'acknowledged' } }] : [],
        messages: [],
      }))
      expect(changed?.incident.state).toBe('acknowledged')
      expect((await store.get('a'))?.incident.state).toBe('acknowledged')
      expect(await store.change('b', () => ({ records: [], messages: [] }))).toBeNull()
    })

    it('lists newest first, page by page, of one dataset or all', async () => {
      await put(recordOf('b', 1, 1), recordOf('a', 1, 1), recordOf('c', 2, 2), recordOf('w', 1, 1, { dataset: 'web' }))
      const ids = async (query: Parameters<IncidentStore['list']>[0]) => (await store.list(query)).map(({ id }) => id)
      expect(await ids({ limit: 10 })).toEqual(['c', 'w', 'b', 'a'])
      expect(await ids({ dataset: 'shop', limit: 2 })).toEqual(['c', 'b'])
      expect(await ids({ dataset: 'shop', before: 'b', limit: 2 })).toEqual(['a'])
      expect(await ids({ before: 'unknown', limit: 2 })).toEqual([])
    })

    it('keeps alarms in the same lists, apart from the incidents of a dataset', async () => {
      const [whole, ofShop] = [alarmOf('disk', 7, null), alarmOf('letters', 8, 'shop')]
      await put(recordOf('a', 0, 3), recordOf('w', 9, 9, { dataset: 'web' }))
      await store.changeAlarms((open) => {
        expect(open).toEqual([])
        return { records: [{ incident: whole }, { incident: ofShop }], messages: [] }
      })
      expect(await store.get('disk')).toEqual({ incident: whole })
      expect((await store.open()).map(({ id }) => id)).toEqual(['w', 'letters', 'disk', 'a'])
      expect((await store.list({ dataset: 'shop', limit: 10 })).map(({ id }) => id)).toEqual(['letters', 'a'])
      expect(await around('shop', 8)).toEqual(['a'])
      await store.changeAlarms((open) => {
        expect(open).toEqual([ofShop, whole])
        return { records: [{ incident: { ...whole, state: 'ended', endedAt: at(9) } }], messages: [] }
      })
      await store.changeAlarms((open) => {
        expect(open).toEqual([ofShop])
        return { records: [], messages: [] }
      })
    })

    it('lists the incidents that have not ended', async () => {
      await put(recordOf('a', 0, 3), recordOf('b', 5, 5, { ended: true }), recordOf('c', 6, 6, { dataset: 'web' }))
      expect((await store.open()).map(({ id }) => id)).toEqual(['c', 'a'])
    })
  })
}

function at(minute: number): number {
  return START + minute * MINUTE_MS
}

function alarmOf(id: string, began: number, dataset: string | null): Alarm {
  return {
    id,
    alarm: dataset === null ? 'disk-short' : 'dead-letters',
    subject: dataset,
    dataset,
    title: 'The disk is nearly full',
    sentence: 'Only 0.5 GB are free.',
    state: 'open',
    began: at(began),
    noticedAt: at(began),
    endedAt: null,
    endedBy: null,
    acknowledgedAt: null,
  }
}

function recordOf(
  id: string,
  began: number,
  last: number,
  { ended = false, dataset = 'shop' }: { ended?: boolean; dataset?: string } = {},
): IncidentRecord {
  const finding: Finding = {
    cause: { kind: 'anomaly' },
    type: 'PAY',
    measure: 'error-rate',
    shape: 'jump',
    observed: 0.2,
    expected: { value: 0.05, low: 0.03, high: 0.07 },
    pValue: 1e-9,
    since: at(began),
    errorCodes: ['503'],
    sentence: 'Pay errors 20.0 %, expected 3.0–7.0 %, since 12:00.',
    touched: { events: 20, users: 18, sessions: 19 },
  }
  const peak = { start: at(began), finding }
  return {
    incident: {
      id,
      dataset,
      type: 'PAY',
      cause: finding.cause,
      state: ended ? 'ended' : 'open',
      types: ['PAY'],
      began: at(began),
      last: at(last),
      windows: last - began + 1,
      since: at(began),
      endedAt: ended ? at(last + 1) : null,
      endedBy: ended ? 'recovered' : null,
      noticedAt: at(began + 1),
      acknowledgedAt: null,
      peak,
      sentence: finding.sentence,
      measures: [{ measure: 'error-rate', first: at(began), last: at(last), windows: last - began + 1, peak }],
      errorCodes: ['503'],
      touched: { events: 20, users: 2, sessions: null },
    },
    history: [{ start: at(began), revision: 1, events: 20, findings: [finding] }],
    settled: null,
    users: [12, 4_503_599_627_370_495],
    sessions: null,
  }
}
