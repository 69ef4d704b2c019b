import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openEmbeddedIncidents } from '@main/adapters/sqlite/incidents'
import { bundle } from '@main/adapters/sqlite/testing/bundle'
import { tempDir } from '@main/adapters/sqlite/testing/temp-dir'
import { afterAll, beforeAll, expect, it } from 'vitest'

const KILLS = 8
const MINUTES = 150

/**
 * Reports minute after minute, starting some minutes before the point where the last run was killed. Every sixth minute shows an
 * anomaly of a different type, so an incident begins and ends every six minutes. Prints `delivered` when everything is reported
 * and delivered.
 */
const PROGRAM = `
import { openEmbeddedIncidents } from '@main/adapters/sqlite/incidents'
import { httpWebhooks } from '@main/adapters/webhook/http-webhooks'
import { createDispatcher } from '@main/pipeline/alerts/dispatcher'
import { createIncidentService } from '@main/pipeline/incidents/incident-service'
import { createFeed } from '@main/signals/feed'
import { AlertSettings } from '@shared/model/alert'

const [dir, url, base] = process.argv.slice(2)
const { store, outbox } = await openEmbeddedIncidents(dir)
const clock = { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 5))) }
const webhook = { id: 'ops', name: 'Ops', format: 'json', enabled: true, address: '', signed: true }
const [rule] = AlertSettings.parse({}).rules
const rules = [{ ...rule, channels: { app: true, desktop: false, webhooks: ['ops'] } }]
const alerts = createFeed(AlertSettings.parse({ rules, webhooks: [webhook], tellWithinMinutes: 10_080 }))
const alertSettings = { feed: alerts, access: async () => ({ webhook, url, secret: 'secret' }) }
const changes = createFeed(0)
const notifier = { show: async () => {} }
const incidents = createIncidentService({ store, clock, datasets: [], alerts, changes })
const dispatcher = createDispatcher({ outbox, alertSettings, notifier, webhooks: httpWebhooks(), clock, changes, version: '1' })
void dispatcher.run(new AbortController().signal)
console.log('ready')
const [newest] = await store.list({ limit: 1 })
const first = newest ? Math.max(0, (newest.last - Number(base)) / 60_000 - 3) : 0
for (let minute = first; minute < ${MINUTES}; minute++) {
  const start = Number(base) + minute * 60_000
  const finding = {
    cause: { kind: 'anomaly' }, type: 'T' + minute / 6, measure: 'error-rate', shape: 'jump', observed: 0.2,
    expected: { value: 0.05, low: 0.03, high: 0.07 }, pValue: 1e-9, since: start, errorCodes: [], sentence: 'x', touched: null,
  }
  const findings = minute % 6 === 0 ? [finding] : []
  await incidents.reported({ dataset: 'shop', start, revision: 1, types: 5, findings, touched: [], newest: start })
  await new Promise((resolve) => setTimeout(resolve, 3))
}
const isOnItsWay = ({ state }) => state === 'waiting' || state === 'sending'
while ((await outbox.deliveries({ limit: 1_000 })).some(isOnItsWay)) await new Promise((resolve) => setTimeout(resolve, 20))
console.log('delivered')
`

const { dir, remove } = tempDir()
const taken = new Map<string, number>()
const turnedAway = new Set<string>()
let requests = 0
const server = createServer(async (request, response) => {
  for await (const _ of request);
  // The receiver rejects a fifth of the requests as busy at first and answers each slowly, so that some kills hit a request in
  // flight.
  const id = String(request.headers['millrace-delivery'])
  const busy = ++requests % 5 === 0 && !turnedAway.has(id)
  if (busy) turnedAway.add(id)
  if (!busy) taken.set(id, (taken.get(id) ?? 0) + 1)
  setTimeout(() => response.writeHead(busy ? 503 : 200).end(), requests % 20)
})
let program: string
beforeAll(async () => {
  program = await bundle(dir, PROGRAM)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}, 30_000)
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  remove()
})

it('delivers each change of each incident once, however often the process is killed', async () => {
  const data = join(dir, 'alerts')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const base = Math.floor(Date.now() / 60_000) * 60_000
  const start = () => spawn(process.execPath, [program, data, url, String(base)])
  for (let kill = 1; kill <= KILLS; kill++) await lines(start(), 'ready', 60 + ((kill * 53) % 170))
  await lines(start(), 'delivered', 0)

  const { store, outbox } = await openEmbeddedIncidents(data)
  const incidents = await store.list({ limit: 1_000 })
  const deliveries = await outbox.deliveries({ limit: 1_000 })
  await store.close()
  expect(incidents).toHaveLength(MINUTES / 6)
  expect(incidents.filter(({ state }) => state === 'ended')).toHaveLength(MINUTES / 6)
  expect(deliveries).toHaveLength((2 * MINUTES) / 6)
  expect([...taken.values()].every((times) => times === 1)).toBe(true)
  for (const { incident, change, state } of deliveries) {
    const times = taken.get(`${incident}/${change}`) ?? 0
    if (state === 'delivered') expect(times).toBe(1)
    else expect(state).toBe('unknown')
  }
  // Only messages in flight at the moment of a kill can be unknown.
  const unknown = deliveries.filter(({ state }) => state === 'unknown').length
  expect(unknown).toBeLessThanOrEqual(KILLS * 8)
  expect(deliveries.length - unknown).toBeGreaterThan(MINUTES / 6)
}, 120_000)

/** Reads until the line appears, then kills the process after `ms`. */
async function lines(child: ChildProcessWithoutNullStreams, awaited: string, ms: number): Promise<void> {
  const ended = once(child, 'exit')
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === awaited) setTimeout(() => child.kill('SIGKILL'), ms)
  }
  const [, signal] = await ended
  expect(errors).toBe('')
  expect(signal).toBe('SIGKILL')
}
