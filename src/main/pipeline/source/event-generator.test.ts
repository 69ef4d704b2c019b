import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import type { Dataset, Event } from '@shared/model/dataset'
import { beforeAll, describe, expect, it } from 'vitest'
import { createEventGenerator } from './event-generator'

const START = Date.UTC(2026, 0, 5, 12)
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function simulate(count: number, { seed = 1, run = 1, errorRates = {} as Record<string, number> } = {}): Event[] {
  const simulator = createEventGenerator({ seed, run })
  simulator.setErrorRates(errorRates)
  return Array.from({ length: count }, (_, i) => simulator.next(START + i))
}

function share(events: readonly Event[], is: (event: Event) => boolean): number {
  return events.filter(is).length / events.length
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number
}

describe('the simulator', () => {
  let events: Event[]
  let dataset: Dataset
  beforeAll(async () => {
    events = simulate(200_000)
    dataset = (await loadDatasets(['resources/datasets'])).datasets.find(
      ({ name }) => name === 'user_interactions',
    ) as Dataset
  })

  it('makes events with exactly the fields of the schema', () => {
    const names = dataset.schema.fields.map(({ name }) => name).sort()
    for (const event of events.slice(0, 100)) expect(Object.keys(event).sort()).toEqual(names)
  })

  it('makes the types in the proportions of a shop, from the first event on', () => {
    const wanted = { VIEW_PRODUCT: 0.45, SEARCH: 0.27, ADD_TO_CART: 0.15, CHECKOUT: 0.08, PAYMENT: 0.05 }
    for (const [type, part] of Object.entries(wanted)) {
      const isType = (event: Event) => event.event_type === type
      expect(Math.abs(share(events, isType) - part), type).toBeLessThan(0.005)
      expect(Math.abs(share(events.slice(0, 20_000), isType) - part), `${type} at the start`).toBeLessThan(0.015)
    }
  })

  it('moves each visit through the shop in order', () => {
    const before: Record<string, readonly (string | null)[]> = {
      SEARCH: [null, 'SEARCH', 'VIEW_PRODUCT', 'ADD_TO_CART'],
      VIEW_PRODUCT: [null, 'SEARCH', 'VIEW_PRODUCT', 'ADD_TO_CART', 'CHECKOUT'],
      ADD_TO_CART: ['VIEW_PRODUCT'],
      CHECKOUT: ['ADD_TO_CART'],
      PAYMENT: ['CHECKOUT'],
    }
    const last = new Map<string, Event>()
    const strange: unknown[] = []
    let visits = 0
    for (const [i, event] of events.entries()) {
      const visit = event.session_id as string
      const previous = last.get(visit)
      last.set(visit, event)
      // Visits that were in progress when the simulation began show up in the first part.
      if (!previous && i < 100_000) continue
      if (!previous) visits++
      const leads = before[event.event_type as string]?.includes((previous?.event_type ?? null) as string | null)
      const sameUser = !previous || event.user_id === previous.user_id
      const sameProduct = event.event_type !== 'ADD_TO_CART' || event.product_id === previous?.product_id
      if (!leads || !sameUser || !sameProduct) strange.push([previous, event])
    }
    expect(strange).toEqual([])
    expect(visits).toBeGreaterThan(20_000)
  })

  it('has about 4,000 visits in progress at once', () => {
    const open = new Set(events.slice(-20_000).map((event) => event.session_id))
    expect(open.size).toBeGreaterThan(4_000)
    expect(new Set(events.map((event) => event.user_id)).size).toBeLessThanOrEqual(20_000)
  })

  it('has an error code from 400 to 599 exactly when the status is ERROR', () => {
    const right = ({ status, error_code: code }: Event) =>
      status === 'SUCCESS' ? code === null : status === 'ERROR' && Number(code) >= 400 && Number(code) <= 599
    expect(events.filter((event) => !right(event))).toEqual([])
  })

  it('has a product from 1 to 10,000 exactly when one is viewed or put into the cart, and few products are popular', () => {
    const ofProduct = ({ event_type: type }: Event) => type === 'VIEW_PRODUCT' || type === 'ADD_TO_CART'
    const right = (event: Event) => {
      const id = event.product_id as number | null
      return ofProduct(event) ? id !== null && id >= 1 && id <= 10_000 : id === null
    }
    expect(events.filter((event) => !right(event))).toEqual([])
    const views = new Map<number, number>()
    for (const event of events.filter(ofProduct)) {
      views.set(event.product_id as number, (views.get(event.product_id as number) ?? 0) + 1)
    }
    const counts = [...views.values()].sort((a, b) => b - a)
    const all = counts.reduce((sum, n) => sum + n, 0)
    const top = counts.slice(0, 1_000).reduce((sum, n) => sum + n, 0)
    expect(top / all).toBeGreaterThan(0.5)
    expect(top / all).toBeLessThan(0.8)
  })

  it('fails 2 to 6 % of the requests of each type, payments most', () => {
    const rateOf = (type: string) =>
      share(
        events.filter((event) => event.event_type === type),
        (event) => event.status === 'ERROR',
      )
    for (const type of ['VIEW_PRODUCT', 'SEARCH', 'ADD_TO_CART', 'CHECKOUT', 'PAYMENT']) {
      expect(rateOf(type), type).toBeGreaterThan(0.017)
      expect(rateOf(type), type).toBeLessThan(0.066)
      expect(rateOf(type), type).toBeLessThanOrEqual(rateOf('PAYMENT'))
    }
  })

  it('has log-normal latencies by type, with quick refusals and slow timeouts', () => {
    const latencies = (is: (event: Event) => boolean) =>
      events.filter(is).map((event) => event.request_latency_ms as number)
    const payments = latencies((e) => e.event_type === 'PAYMENT' && e.status === 'SUCCESS')
    expect(Math.abs(median(payments) - 420)).toBeLessThan(15)
    const logs = payments.map((ms) => Math.log(ms / 420))
    const sigma = Math.sqrt(logs.reduce((sum, x) => sum + x * x, 0) / logs.length)
    expect(Math.abs(sigma - 0.55)).toBeLessThan(0.02)
    const ofCode = (code: number) => median(latencies((e) => e.event_type === 'PAYMENT' && e.error_code === code))
    expect(ofCode(504)).toBeGreaterThan(3_000)
    expect(ofCode(402)).toBeLessThan(300)
    expect(events.filter((event) => !(Number(event.request_latency_ms) >= 1))).toEqual([])
  })

  it('makes the same events for the same seed, run, rates and times', () => {
    const options = { seed: 42, run: 3, errorRates: { SEARCH: 0.5 } }
    expect(simulate(2_000, options)).toEqual(simulate(2_000, options))
    expect(simulate(1)[0]).toEqual({
      event_id: 'd3946517-6e85-46f6-92c7-9e76e271bd40',
      user_id: 'a9ec51dd-3938-4e56-9e1e-9ee1285899de',
      session_id: '642b8420-d35d-45f7-b067-9cb9938fb287',
      event_type: 'VIEW_PRODUCT',
      event_timestamp: START,
      request_latency_ms: 50,
      status: 'SUCCESS',
      error_code: null,
      product_id: 6037,
    })
  })

  it('gives every event a unique id, in every run and for every seed', () => {
    const ids = new Set<string>()
    for (const seed of [0, 1, 2, 0xffff_ffff]) {
      for (const run of [1, 2, 3]) {
        for (const { event_id } of simulate(5_000, { seed, run })) ids.add(event_id as string)
      }
    }
    expect(ids.size).toBe(4 * 3 * 5_000)
    expect([...ids].filter((id) => !UUID.test(id))).toEqual([])
  })

  it('has the same users in each run, and opens new sessions for them', () => {
    const other = simulate(200_000, { run: 2 })
    const users = new Set(events.map((event) => event.user_id))
    expect(share(other, (event) => users.has(event.user_id as string))).toBeGreaterThan(0.9)
    const sessions = new Set(events.map((event) => event.session_id))
    expect(other.some((event) => sessions.has(event.session_id as string))).toBe(false)
  })

  it('changes error rates while it runs, and nothing else about the visits', () => {
    const simulator = createEventGenerator({ seed: 1, run: 1 })
    const calm = Array.from({ length: 100_000 }, (_, i) => simulator.next(START + i))
    simulator.setErrorRates({ PAYMENT: 1, SEARCH: 0 })
    const rough = Array.from({ length: 100_000 }, (_, i) => simulator.next(START + 100_000 + i))
    const ofType = (type: string) => rough.filter((event) => event.event_type === type)
    expect(share(ofType('PAYMENT'), (event) => event.status === 'ERROR')).toBe(1)
    expect(share(ofType('SEARCH'), (event) => event.status === 'ERROR')).toBe(0)
    const people = (e: Event) => [e.event_id, e.user_id, e.session_id, e.event_type, e.product_id].join()
    expect([...calm, ...rough].map(people).join('\n') === events.map(people).join('\n')).toBe(true)
    simulator.setErrorRates({})
    const payments = Array.from({ length: 50_000 }, (_, i) => simulator.next(START + i)).filter(
      (event) => event.event_type === 'PAYMENT',
    )
    expect(share(payments, (event) => event.status === 'ERROR')).toBeLessThan(0.1)
  })
})
