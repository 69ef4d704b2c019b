import type { Event } from '@shared/model/dataset'
import type { Disturbance } from '@shared/model/scenario'
import { describe, expect, it } from 'vitest'
import { createEventGenerator } from '../event-generator'
import { createDisturbedFlow, type FlowEvent } from './disturbed-flow'

const START = Date.UTC(2026, 0, 5)
const LENGTH = 100_000
const EVENTS = 50_000

/** Events evenly spread over 100 s; the disturbance covers the second half. */
function flow(...kinds: object[]): { quiet: FlowEvent[]; disturbed: FlowEvent[] } {
  const disturbances = kinds.map((kind) => ({ startSeconds: 50, lengthSeconds: 50, ...kind }) as Disturbance)
  const running = { scenario: { name: 'test', disturbances }, startedAt: START }
  const source = createDisturbedFlow(createEventGenerator({ seed: 1, run: 1 }), running, 1)
  const at = (i: number) => START + (i / EVENTS) * LENGTH
  const take = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => source.next(at(from + i))).flat()
  return { quiet: take(0, EVENTS / 2), disturbed: take(EVENTS / 2, EVENTS) }
}
const of = (type: string, events: FlowEvent[]) => events.map(({ event }) => event).filter((e) => e.event_type === type)
const rate = (events: Event[]) => events.filter(({ status }) => status === 'ERROR').length / events.length
const median = (events: Event[]) =>
  events.map((e) => Number(e.request_latency_ms)).sort((a, b) => a - b)[Math.floor(events.length / 2)] as number

describe('a disturbed flow', () => {
  it('equals the undisturbed flow outside its disturbances', () => {
    const plain = createEventGenerator({ seed: 1, run: 1 })
    const { quiet } = flow({ kind: 'silence' })
    for (const [i, { event, damaged }] of quiet.slice(0, 2_000).entries()) {
      expect(event).toEqual(plain.next(START + (i / EVENTS) * LENGTH))
      expect(damaged).toBe(false)
    }
  })

  it('raises the errors of the named types only', () => {
    const { disturbed } = flow({ kind: 'error-burst', types: ['PAYMENT'], errorRate: 0.4 })
    expect(rate(of('PAYMENT', disturbed))).toBeCloseTo(0.4, 1)
    expect(rate(of('SEARCH', disturbed))).toBeLessThan(0.05)
  })

  it('lets errors creep up until the end', () => {
    const { disturbed } = flow({ kind: 'error-creep', types: ['SEARCH'], errorRate: 0.5 })
    const searches = of('SEARCH', disturbed)
    expect(rate(searches.slice(0, 500))).toBeLessThan(0.12)
    expect(rate(searches.slice(-500))).toBeGreaterThan(0.4)
  })

  it('multiplies latencies, and changes both in a bad deploy', () => {
    const slow = flow({ kind: 'slowdown', types: ['SEARCH'], factor: 3 })
    expect(median(of('SEARCH', slow.disturbed)) / median(of('SEARCH', slow.quiet))).toBeCloseTo(3, 0)
    const deploy = flow({ kind: 'bad-deploy', types: ['SEARCH'], factor: 2, errorRate: 0.2 })
    expect(rate(of('SEARCH', deploy.disturbed))).toBeCloseTo(0.2, 1)
    expect(median(of('SEARCH', deploy.disturbed))).toBeGreaterThan(1.5 * median(of('SEARCH', deploy.quiet)))
  })

  it('adds events with ids of their own, or removes all', () => {
    const { quiet, disturbed } = flow({ kind: 'spike', types: ['ADD_TO_CART'], factor: 2.5 })
    const [before, after] = [of('ADD_TO_CART', quiet), of('ADD_TO_CART', disturbed)]
    expect(after.length / before.length).toBeCloseTo(2.5, 0)
    expect(new Set(after.map((event) => event.event_id)).size).toBe(after.length)
    expect(flow({ kind: 'silence' }).disturbed).toEqual([])
  })

  it('fails a share of the requests with one code', () => {
    const { disturbed } = flow({ kind: 'partial-outage', types: ['SEARCH'], errorCode: 599, share: 0.1 })
    const searches = of('SEARCH', disturbed)
    expect(searches.filter((event) => event.error_code === 599).length / searches.length).toBeCloseTo(0.1, 1)
  })

  it('sends events late, twice or damaged', () => {
    const { disturbed } = flow({ kind: 'late', share: 0.2, delaySeconds: 3_600 })
    const late = disturbed.filter(({ event }) => Number(event.event_timestamp) < START)
    expect(late.length / disturbed.length).toBeCloseTo(0.2, 1)
    const twice = flow({ kind: 'duplicate', share: 0.25 }).disturbed
    expect(twice.length / new Set(twice.map(({ event }) => event.event_id)).size).toBeCloseTo(1.25, 1)
    const damaged = flow({ kind: 'malformed', share: 0.3 }).disturbed
    expect(damaged.filter((one) => one.damaged).length / damaged.length).toBeCloseTo(0.3, 1)
  })

  it('combines overlapping disturbances', () => {
    const two = flow(
      { kind: 'slowdown', types: ['SEARCH'], factor: 2 },
      { kind: 'slowdown', factor: 2 },
      { kind: 'error-burst', errorRate: 0.3 },
      { kind: 'error-burst', types: ['PAYMENT'], errorRate: 0.1 },
    )
    expect(median(of('SEARCH', two.disturbed)) / median(of('SEARCH', two.quiet))).toBeGreaterThan(3)
    expect(rate(of('PAYMENT', two.disturbed))).toBeCloseTo(0.3, 1)
  })
})
