import type { IncidentRecord } from '@main/ports/incident-store'
import { MINUTE_MS } from '@shared/lib/time'
import { distinctOf } from '@shared/model/distinct-count'
import { type Finding, newLevelSince } from '@shared/model/incident'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptedAsNormal, acknowledged, foldIncidents } from './fold-incidents'
import type { JudgedWindow, TypeAffected } from './judged-window'

const START = Date.UTC(2026, 0, 5, 12)
const at = (minute: number) => START + minute * MINUTE_MS

interface Found {
  readonly finding: Finding
  readonly touched: TypeAffected
}

function found(type: string | null, over: Partial<Finding> = {}, users: readonly string[] = []): Found {
  const finding: Finding = {
    cause: { kind: 'anomaly' },
    type,
    measure: 'error-rate',
    shape: 'jump',
    observed: 0.2,
    expected: { value: 0.05, low: 0.03, high: 0.07 },
    pValue: 1e-9,
    since: START,
    errorCodes: ['503'],
    sentence: `${type} errors`,
    touched: { events: users.length, users: users.length, sessions: null },
    ...over,
  }
  const touched = { type, events: users.length, users: users.length === 0 ? null : distinctOf(users), sessions: null }
  return { finding, touched }
}

/** All incidents after each window, as a store keeps them. */
class Incidents {
  records: IncidentRecord[] = []
  newest = START
  fold(minute: number, found: readonly Found[], revision = 1): IncidentRecord[] {
    const findings = found.map(({ finding }) => finding)
    const touched = found.map((one) => one.touched)
    this.newest = Math.max(this.newest, at(minute))
    const { newest } = this
    const window: JudgedWindow = { dataset: 'shop', start: at(minute), revision, types: 5, findings, touched, newest }
    const changed = foldIncidents(this.records, window, at(minute + 1))
    const kept = this.records.filter(({ incident }) => !changed.some((one) => one.incident.id === incident.id))
    this.records = [...kept, ...changed]
    return changed
  }
  all = () =>
    this.records
      .map(({ incident }) => ({ ...incident, from: (incident.began - START) / MINUTE_MS }))
      .sort((a, b) => a.began - b.began || (a.id < b.id ? -1 : 1))
}

describe('incidents', () => {
  it('continue over three unremarkable windows, and end at the fourth', () => {
    const incidents = new Incidents()
    incidents.fold(0, [found('PAY')])
    for (const calm of [1, 2, 3]) incidents.fold(calm, [])
    incidents.fold(4, [found('PAY')])
    for (const calm of [5, 6, 7]) incidents.fold(calm, [])
    expect(incidents.all()).toMatchObject([{ state: 'open', windows: 2, last: at(4) }])
    incidents.fold(8, [])
    expect(incidents.all()).toMatchObject([{ state: 'ended', endedAt: at(5), endedBy: 'recovered' }])
    incidents.fold(9, [found('PAY')])
    expect(incidents.all()).toMatchObject([{ state: 'ended' }, { state: 'open', from: 9 }])
  })

  it('are one per type, with all of its measures: a bad deploy is one incident', () => {
    const incidents = new Incidents()
    const slow = { measure: 'latency', observed: 900, expected: { value: 300, low: 280, high: 320 } } as const
    incidents.fold(0, [found('PAY')])
    incidents.fold(1, [found('PAY'), found('PAY', { ...slow, sentence: 'PAY is slow', errorCodes: [] })])
    incidents.fold(2, [found('SEARCH')])
    expect(
      incidents.all().map(({ type, measures }) => [type, measures.map((one) => [one.measure, one.windows])]),
    ).toEqual([
      [
        'PAY',
        [
          ['error-rate', 2],
          ['latency', 1],
        ],
      ],
      ['SEARCH', [['error-rate', 1]]],
    ])
    expect(incidents.all()[0]).toMatchObject({
      peak: { start: at(1), finding: { measure: 'latency' } },
      sentence: 'PAY is slow',
    })
  })

  it('keep the peak, the codes, and each affected user once', () => {
    const incidents = new Incidents()
    incidents.fold(0, [found('PAY', { observed: 0.1, errorCodes: ['500'] }, ['ann', 'bob'])])
    incidents.fold(1, [found('PAY', { observed: 0.4, sentence: 'worst' }, ['bob', 'cy'])])
    incidents.fold(2, [found('PAY', { observed: 0.2 }, ['cy'])])
    expect(incidents.all()[0]).toMatchObject({
      peak: { start: at(1) },
      sentence: 'worst',
      errorCodes: ['500', '503'],
      touched: { events: 5, users: 3, sessions: null },
    })
  })

  it('combine all types when most show the same, and are two when two types do', () => {
    const incidents = new Incidents()
    const three = ['PAY', 'SEARCH', 'VIEW'].map((type) => found(type))
    incidents.fold(0, three)
    incidents.fold(1, three.slice(0, 2))
    expect(incidents.all()).toMatchObject([{ type: null, types: ['PAY', 'SEARCH', 'VIEW'], windows: 2 }])
    expect(incidents.all()[0]?.sentence).toBe('More errors of 3 event types. Largest deviation: PAY errors')
    const other = new Incidents()
    other.fold(0, three.slice(0, 2))
    other.fold(1, three)
    expect(other.all().map(({ type }) => type)).toEqual(['PAY', 'SEARCH', null])
  })

  it('stay acknowledged until they end', () => {
    const incidents = new Incidents()
    incidents.fold(0, [found('PAY')])
    incidents.records = incidents.records.map((record) => acknowledged(record, 7))
    incidents.fold(1, [found('PAY')])
    expect(incidents.all()).toMatchObject([{ state: 'acknowledged', acknowledgedAt: 7 }])
    for (const minute of [2, 3, 4, 5]) incidents.fold(minute, [])
    expect(incidents.all()).toMatchObject([{ state: 'ended', acknowledgedAt: 7 }])
    expect(acknowledged(incidents.records[0] as IncidentRecord, 9).incident.acknowledgedAt).toBe(7)
  })

  it('continue at a new level until it is accepted, or the values return', () => {
    const incidents = new Incidents()
    for (let minute = 0; minute < 180; minute++) {
      incidents.fold(minute, [found('PAY')])
      const [incident] = incidents.all()
      expect(incident && newLevelSince(incident)).toBe(minute < 120 ? null : at(0))
    }
    expect(incidents.all()).toMatchObject([{ state: 'open', windows: 180 }])
    const other = new Incidents()
    other.records = incidents.records.map((record) => acceptedAsNormal(record))
    other.fold(180, [])
    other.fold(184, [])
    expect(other.all()).toMatchObject([{ state: 'ended', endedBy: 'new-level', last: at(179) }])
    for (let minute = 180; minute < 184; minute++) incidents.fold(minute, [])
    expect(incidents.all()).toMatchObject([{ state: 'ended', endedBy: 'recovered', last: at(179) }])
    expect(incidents.records.map((record) => acceptedAsNormal(record))).toEqual(incidents.records)
  })

  it('replace a window’s findings with those of its revision', () => {
    const incidents = new Incidents()
    incidents.fold(0, [found('PAY', {}, ['ann'])])
    incidents.fold(1, [found('PAY', { observed: 0.9 }, ['bob'])])
    incidents.fold(2, [])
    expect(incidents.fold(1, [found('PAY', { observed: 0.1 }, ['bob', 'cy'])], 2)).toHaveLength(1)
    expect(incidents.all()).toMatchObject([{ windows: 2, peak: { start: at(0) }, touched: { events: 3, users: 3 } }])
    expect(incidents.fold(1, [found('PAY', { observed: 0.9 })], 1)).toEqual([])
  })

  it('end when revisions leave no findings, and reopen when later revisions bring them back', () => {
    const incidents = new Incidents()
    incidents.fold(0, [found('PAY')])
    incidents.fold(0, [], 2)
    expect(incidents.all()).toMatchObject([{ state: 'ended', endedBy: 'revision', windows: 0 }])
    incidents.fold(0, [found('PAY')], 3)
    expect(incidents.all()).toMatchObject([{ state: 'open', endedBy: null, endedAt: null, windows: 1 }])
  })

  it('that a revision finds long afterwards end as soon as they begin, and grow the same way', () => {
    const incidents = new Incidents()
    incidents.fold(100, [found('PAY')])
    incidents.fold(10, [found('PAY')], 2)
    expect(incidents.all()).toMatchObject([
      { from: 10, state: 'ended', endedAt: at(11) },
      { from: 100, state: 'open' },
    ])
    incidents.fold(11, [found('PAY')], 2)
    expect(incidents.all()).toMatchObject([
      { from: 10, windows: 2, state: 'ended', endedAt: at(12) },
      { state: 'open' },
    ])
  })

  it('of thresholds are separate from those of anomalies', () => {
    const incidents = new Incidents()
    const rule = {
      cause: { kind: 'threshold', rule: 'r1', name: 'Over 10 %' },
      shape: 'threshold',
      pValue: null,
    } as const
    incidents.fold(0, [found('PAY'), found('PAY', rule)])
    expect(incidents.all()).toHaveLength(2)
  })

  it('have a bounded size however long they last', () => {
    const incidents = new Incidents()
    for (let minute = 0; minute < 600; minute++)
      incidents.fold(minute, [found('PAY', { observed: minute === 3 ? 0.9 : 0.2 }, ['ann'])])
    expect(incidents.all()).toMatchObject([
      { windows: 600, peak: { start: at(3) }, touched: { events: 600, users: 1 }, began: at(0) },
    ])
    expect(incidents.records[0]?.history.length).toBeLessThanOrEqual(240)
  })
})

const flow = fc.array(fc.subarray(['PAY', 'SEARCH']), { minLength: 1, maxLength: 60 })

describe('any flow of reports', () => {
  it('gives one incident for each run of anomalous windows, with short gaps bridged', () => {
    fc.assert(
      fc.property(flow, (minutes) => {
        const incidents = new Incidents()
        for (const [minute, types] of minutes.entries())
          incidents.fold(
            minute,
            types.map((type) => found(type)),
          )
        const expected = ['PAY', 'SEARCH'].flatMap((type) => runs(minutes.map((types) => types.includes(type))))
        expect(
          incidents
            .all()
            .map(({ from, last, windows }) => [from, (last - START) / MINUTE_MS, windows])
            .sort(),
        ).toEqual(expected.sort())
      }),
    )
  })

  it('gives the same incidents when reports are judged twice, as after a crash', () => {
    fc.assert(
      fc.property(flow, fc.infiniteStream(fc.boolean()), (minutes, twice) => {
        const [once, again] = [new Incidents(), new Incidents()]
        minutes.forEach((types, minute) => {
          const findings = types.map((type) => found(type, {}, [`${type} ${minute}`]))
          once.fold(minute, findings)
          for (const _ of twice.next().value ? [1, 2] : [1]) again.fold(minute, findings)
        })
        expect(again.all()).toEqual(once.all())
      }),
    )
  })

  it('keeps identity: revisions never drop an incident or reuse an id', () => {
    const revised = fc.array(fc.tuple(fc.nat(30), fc.subarray(['PAY', 'SEARCH', 'VIEW', 'CART'])), { maxLength: 80 })
    fc.assert(
      fc.property(revised, (reports) => {
        const incidents = new Incidents()
        const seen = new Set<string>()
        reports.forEach(([minute, types], i) => {
          for (const { incident } of incidents.fold(
            minute,
            types.map((type) => found(type)),
            i + 1,
          ))
            seen.add(incident.id)
          expect(new Set(incidents.records.map(({ incident }) => incident.id))).toEqual(seen)
          const starts = incidents.records.flatMap(({ history, incident }) =>
            history.map(({ start }) => `${incident.id} ${start}`),
          )
          expect(new Set(starts).size).toBe(starts.length)
        })
      }),
    )
  })
})

/** Runs of true, bridging gaps of three: first, last and length. */
function runs(flags: readonly boolean[]): number[][] {
  const result: number[][] = []
  flags.forEach((flag, i) => {
    const last = result.at(-1)
    if (!flag) return
    if (last && i - (last[1] as number) <= 4)
      result[result.length - 1] = [last[0] as number, i, (last[2] as number) + 1]
    else result.push([i, i, 1])
  })
  return result
}
