import { createHmac } from 'node:crypto'
import { openEmbeddedIncidents } from '@main/adapters/sqlite/incidents'
import { tempDir } from '@main/adapters/sqlite/testing/temp-dir'
import { createVirtualClock, type VirtualClock } from '@main/ports/fakes/virtual-clock'
import type { IncidentStore } from '@main/ports/incident-store'
import type { Notification } from '@main/ports/notifier'
import type { Channel, NewMessage, Outbox } from '@main/ports/outbox'
import type { WebhookReply, WebhookRequest } from '@main/ports/webhooks'
import { createFeed } from '@main/signals/feed'
import { AlertSettings, type WebhookFormat } from '@shared/model/alert'
import { FaultError } from '@shared/model/fault'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlertSettingsStore } from './alert-settings-store'
import { createDispatcher, type Dispatcher } from './dispatcher'

const SECRET = 'whsec_0123456789abcdef'

let clock: VirtualClock
let opened: { store: IncidentStore; outbox: Outbox }
let temp: ReturnType<typeof tempDir>
let dispatcher: Dispatcher
let shown: Notification[]
let posted: (WebhookRequest & { at: number })[]
/** The receiver's answers in order; the last one repeats. */
let replies: (number | Error | WebhookReply | Promise<WebhookReply>)[]
let format: WebhookFormat

beforeEach(async () => {
  clock = createVirtualClock()
  temp = tempDir()
  opened = await openEmbeddedIncidents(temp.dir)
  shown = []
  posted = []
  replies = [200]
  format = 'json'
  dispatcher = dispatcherOver(opened.outbox)
})
afterEach(async () => {
  await opened.store.close()
  temp.remove()
})

function dispatcherOver(outbox: Outbox): Dispatcher {
  const alertSettings: Partial<AlertSettingsStore> = {
    feed: createFeed(AlertSettings.parse({})),
    async access(id) {
      if (id !== 'ops') throw new FaultError({ code: 'webhook-unknown', id })
      const webhook = { id, name: 'Ops', format, enabled: true, address: '', signed: true }
      return { webhook, url: 'https://ops.example/hook', secret: SECRET }
    },
  }
  return createDispatcher({
    outbox,
    alertSettings: alertSettings as AlertSettingsStore,
    notifier: { show: async (notification) => void shown.push(notification) },
    webhooks: {
      async post(request) {
        posted.push({ ...request, at: clock.now() })
        const reply = (replies.length > 1 ? replies.shift() : replies[0]) ?? 200
        if (reply instanceof Error) throw reply
        return typeof reply === 'number' ? { status: reply, retryAfterMs: null } : reply
      },
    },
    clock,
    changes: createFeed(0),
    version: '1.2.3',
  })
}

const message = (channel: Channel, over: Partial<NewMessage> = {}): NewMessage => ({
  incident: 'shop.PAY.2026-01-05_12-00',
  change: 'opened',
  channel,
  at: clock.now(),
  title: 'Payment: more errors',
  text: 'Payment errors 15.0 % <expected> & so on',
  payload: '{"change":"opened"}',
  ...over,
})
const put = (...messages: NewMessage[]) =>
  opened.store.changeAround({ dataset: 'shop', start: 0, reachMs: 0 }, () => ({ records: [], messages }))
const run = async (ms: number) => {
  const end = new AbortController()
  await Promise.all([dispatcher.run(end.signal), clock.sleep(ms, end.signal).then(() => end.abort())])
}
const deliveries = () => opened.outbox.deliveries({ limit: 10 })
const seconds = () => posted.map(({ at }) => Math.round((at - (posted[0]?.at ?? 0)) / 1_000))

describe('a message', () => {
  it('arrives in the window at once, and once on the desktop and at the webhook', async () => {
    await put(message('app'), message('desktop'), message('webhook:ops'))
    expect(await opened.outbox.notices(10)).toMatchObject({ unread: 1, items: [{ change: 'opened', read: false }] })
    await run(5_000)
    await run(5_000)
    expect(shown).toMatchObject([{ tag: 'shop.PAY.2026-01-05_12-00', title: 'Payment: more errors' }])
    expect(posted).toHaveLength(1)
    expect(await deliveries()).toMatchObject([
      { channel: { kind: 'webhook', id: 'ops' }, state: 'delivered', attempts: 1, outcome: 'HTTP 200' },
      { channel: { kind: 'desktop' }, state: 'delivered' },
    ])
    await opened.outbox.read((await opened.outbox.notices(1)).items[0]?.id ?? 0)
    expect(await opened.outbox.notices(10)).toMatchObject({ unread: 0, items: [{ read: true }] })
  })

  it('is unique by incident, change and channel, however often it is put', async () => {
    for (let i = 0; i < 3; i++) await put(message('webhook:ops', { title: `${i}` }), message('app'))
    await run(5_000)
    await put(message('webhook:ops'))
    await run(5_000)
    expect(posted).toHaveLength(1)
    expect((await opened.outbox.notices(10)).items).toHaveLength(1)
  })

  it('is signed, and carries its delivery id', async () => {
    await put(message('webhook:ops'))
    await run(1_000)
    const { headers = {}, body = '' } = posted[0] ?? {}
    const [, time, hash] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['Millrace-Signature'] ?? '') ?? []
    expect(hash).toBe(createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex'))
    expect(Number(time)).toBe(Math.floor((posted[0]?.at ?? 0) / 1_000))
    expect(headers).toMatchObject({
      'User-Agent': 'Millrace/1.2.3',
      'Millrace-Delivery': 'shop.PAY.2026-01-05_12-00/opened',
    })
    expect(body).toBe('{"change":"opened"}')
  })

  it('has Slack’s shape for Slack, with Slack’s markup escaped', async () => {
    format = 'slack'
    await put(message('webhook:ops'))
    await run(1_000)
    const text = 'Payment errors 15.0 % &lt;expected&gt; &amp; so on'
    expect(JSON.parse(posted[0]?.body ?? '')).toEqual({
      text: `Payment: more errors: ${text}`,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `*Payment: more errors*\n${text}` } }],
    })
  })
})

describe('a receiver', () => {
  it('gets retries with growing pauses while it is unreachable, until it accepts the message', async () => {
    replies = [new Error('ops.example refused the connection'), 500, 503, 429, 200]
    await put(message('webhook:ops'))
    await run(3_000)
    expect(await deliveries()).toMatchObject([{ state: 'waiting', attempts: 2, outcome: 'HTTP 500' }])
    await run(900_000)
    expect(seconds()).toEqual([0, 1, 6, 36, 156])
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 5 }])
    expect((await opened.outbox.notices(10)).items).toEqual([])
  })

  it('gets the next try when its Retry-After says', async () => {
    replies = [{ status: 503, retryAfterMs: 90_000 }, 200]
    await put(message('webhook:ops'))
    await run(120_000)
    expect(seconds()).toEqual([0, 90])
  })

  it('gets no retry after it refuses a message, and the window shows the failure', async () => {
    replies = [404]
    await put(message('webhook:ops'))
    await run(60_000)
    expect(posted).toHaveLength(1)
    expect(await deliveries()).toMatchObject([{ state: 'failed', outcome: 'the receiver refused it (HTTP 404)' }])
    expect((await opened.outbox.notices(10)).items).toMatchObject([
      { change: 'undelivered', title: 'The webhook ops did not receive a message' },
    ])
  })

  it('is given up after a day unreachable, and can be retried by hand', async () => {
    replies = [502]
    await put(message('webhook:ops'))
    for (let hour = 0; hour < 27; hour++) {
      await run(1_000)
      clock.skip(3_600_000)
    }
    const [lost] = await deliveries()
    expect(lost).toMatchObject({ state: 'failed', outcome: 'given up after a day (HTTP 502)' })
    replies = [200]
    await opened.outbox.again(lost?.id ?? 0, clock.now())
    await run(1_000)
    expect(await deliveries()).toMatchObject([{ state: 'delivered' }])
  })

  it('gets everything that waits once it accepts a message, except where it asked for fewer', async () => {
    replies = [500]
    await put(...['a', 'b', 'c'].map((incident) => message('webhook:ops', { incident })))
    await run(180_000)
    replies = [429]
    await put(message('webhook:ops', { incident: 'd' }))
    await run(1_000)
    expect((await deliveries()).map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting', 'waiting'])
    const before = posted.length
    await opened.outbox.hurry('webhook:ops', clock.now(), 'oldest')
    replies = [200]
    await run(2_000)
    expect(posted.length - before).toBeGreaterThanOrEqual(3)
    expect((await deliveries()).map(({ incident, state }) => `${incident} ${state}`)).toEqual([
      expect.stringMatching(/^d /),
      'c delivered',
      'b delivered',
      'a delivered',
    ])
  })

  it('gets retries even if the clock is set back by a day', async () => {
    replies = [503, 200]
    await put(message('webhook:ops'))
    await run(500)
    clock.set(-86_400_000)
    await run(5_000)
    expect(await deliveries()).toMatchObject([{ state: 'delivered' }])
  })

  it('does not hold up the others once it is removed', async () => {
    await put(message('webhook:gone'))
    await run(1_000)
    expect(await deliveries()).toMatchObject([
      { state: 'failed', outcome: expect.stringContaining('webhook "gone" does not exist') },
    ])
  })

  it('gets the end of an incident only after its beginning', async () => {
    replies = [500, 200]
    await put(message('webhook:ops'), message('webhook:ops', { change: 'ended', payload: '{"change":"ended"}' }))
    await run(10_000)
    expect(posted.map(({ body }) => JSON.parse(body).change)).toEqual(['opened', 'opened', 'ended'])
  })

  it('gets all changes of an incident, even if the disk was full when it accepted the first message', async () => {
    const { outbox } = opened
    let full = 5
    dispatcher = dispatcherOver({
      ...outbox,
      async finish(...end) {
        if (full-- > 0) throw new FaultError({ code: 'disk-full', dir: '/data' })
        await outbox.finish(...end)
      },
    })
    await put(message('webhook:ops'), message('webhook:ops', { change: 'ended', payload: '{"change":"ended"}' }))
    await run(60_000)
    expect(posted.map(({ body }) => JSON.parse(body).change)).toEqual(['opened', 'ended'])
    expect(await deliveries()).toMatchObject([{ state: 'delivered' }, { state: 'delivered', attempts: 1 }])
  })

  it('may have accepted a message whose outcome could not be written before Millrace ended', async () => {
    const { outbox } = opened
    const full = () => Promise.reject(new FaultError({ code: 'disk-full', dir: '/data' }))
    dispatcher = dispatcherOver({ ...outbox, finish: full })
    await put(message('webhook:ops'), message('webhook:ops', { change: 'ended' }))
    await run(10_000)
    dispatcher = dispatcherOver(outbox)
    await run(10_000)
    expect(posted).toHaveLength(2)
    expect(await deliveries()).toMatchObject([{ change: 'ended', state: 'delivered' }, { state: 'unknown' }])
  })

  it('does not delay the others when it is slow', async () => {
    let answer: (reply: WebhookReply) => void = () => undefined
    replies = [
      new Promise<WebhookReply>((resolve) => {
        answer = resolve
      }),
    ]
    await put(message('webhook:ops'), message('desktop'))
    const end = new AbortController()
    const running = dispatcher.run(end.signal)
    await clock.sleep(2_000, end.signal)
    expect([posted.length, shown.length]).toEqual([1, 1])
    answer({ status: 200, retryAfterMs: null })
    end.abort()
    await running
    expect((await deliveries()).map(({ state }) => state)).toEqual(['delivered', 'delivered'])
  })
})

describe('after a crash', () => {
  it('marks a message that was in flight as unknown, and does not resend it automatically', async () => {
    await put(message('webhook:ops'), message('webhook:ops', { incident: 'other' }))
    const [first] = await opened.outbox.due(clock.now(), 0, 1)
    await opened.outbox.begin(first?.id ?? 0)
    await opened.store.close()
    opened = await openEmbeddedIncidents(temp.dir)
    dispatcher = dispatcherOver(opened.outbox)
    await run(60_000)
    expect(posted.map(({ headers }) => headers['Millrace-Delivery'])).toEqual(['other/opened'])
    expect((await deliveries()).map(({ state }) => state)).toEqual(['delivered', 'unknown'])
  })
})

describe('a test', () => {
  it('is sent at once and reports its outcome', async () => {
    expect(await dispatcher.testWebhook('ops')).toMatchObject({ delivered: true, status: 200 })
    expect(JSON.parse(posted[0]?.body ?? '')).toMatchObject({ change: 'test', incident: null })
    replies = [403]
    expect(await dispatcher.testWebhook('ops')).toMatchObject({ delivered: false, status: 403 })
    replies = [new Error('ops.example did not answer in time')]
    expect(await dispatcher.testWebhook('ops')).toMatchObject({
      delivered: false,
      status: null,
      detail: 'Not delivered: ops.example did not answer in time.',
    })
    await expect(dispatcher.testWebhook('gone')).rejects.toMatchObject({ fault: { code: 'webhook-unknown' } })
    expect(await dispatcher.testDesktop()).toMatchObject({ delivered: true, detail: 'Shown.' })
    expect(await deliveries()).toEqual([])
  })
})
