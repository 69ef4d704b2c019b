import { openEmbeddedIncidents } from '@main/adapters/sqlite/incidents'
import { tempDir } from '@main/adapters/sqlite/testing/temp-dir'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { createFeed } from '@main/signals/feed'
import { AlertSettings } from '@shared/model/alert'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createIncidentService, type IncidentService } from '../incidents/incident-service'
import type { AlarmFacts } from './alarm-facts'
import { watchForAlarms } from './alarm-watch'
import { createWebhookProbe } from './probe-webhooks'
import { alarmRules } from './rules'
import { quiet, retrying, withStage } from './testing/facts'

const clock = createVirtualClock()
const settings = createFeed(
  AlertSettings.parse({
    webhooks: [{ id: 'ops', name: 'Ops', format: 'json', enabled: true, address: 'https://x/', signed: true }],
  }),
)
let temp: ReturnType<typeof tempDir>
let facts: Partial<AlarmFacts>

beforeEach(() => {
  temp = tempDir()
  facts = {}
  settings.publish(AlertSettings.parse({ webhooks: settings.value.webhooks }))
})
afterEach(() => temp.remove())

/** One life of Millrace, in seconds; returns what its store then has. */
async function live(seconds: number, act: (service: IncidentService) => Promise<void> = async () => undefined) {
  const { store, outbox } = await openEmbeddedIncidents(temp.dir)
  const incidents = createIncidentService({ store, clock, datasets: [], alerts: settings, changes: createFeed(0) })
  const end = new AbortController()
  const gather = async () => quiet({ ...facts, elapsed: clock.elapsed(), now: clock.now() })
  const probe = createWebhookProbe(outbox, clock)
  const log = (line: string) => {
    throw new Error(line)
  }
  const running = watchForAlarms({ rules: alarmRules, gather, incidents, settings, clock, log, probe }, end.signal)
  await clock.sleep(seconds * 1_000, end.signal)
  await act(incidents)
  end.abort()
  await running
  const [alarms, { items }] = [await store.list({ limit: 10 }), await outbox.notices(10)]
  const deliveries = await outbox.deliveries({ limit: 10 })
  await store.close()
  return {
    alarms,
    shown: items.map(({ title }) => title).reverse(),
    channels: deliveries.map(({ channel }) => channel),
  }
}

const down = withStage('sink', { state: retrying() })

it('tells of an alarm once, also over a restart, and of its end once', async () => {
  expect((await live(120)).alarms).toEqual([])
  facts = down
  const raised = await live(60)
  expect(raised.alarms).toMatchObject([{ alarm: 'stage-down', subject: 'sink', state: 'open' }])
  expect(raised.shown).toEqual(['Sink does not work'])
  expect(raised.channels).toEqual([{ kind: 'desktop' }])
  expect((await live(600)).shown).toEqual(['Sink does not work'])
  facts = {}
  const over = await live(60)
  expect(over.alarms).toMatchObject([{ state: 'ended', endedBy: 'recovered' }])
  expect(over.shown).toEqual(['Sink does not work', 'Sink does not work, over'])
})

it('is acknowledged like an incident, and stays so until it ends', async () => {
  facts = down
  const seen = await live(60, async (service) => {
    const [alarm] = await service.open()
    expect(await service.acknowledge(alarm?.id ?? '')).toMatchObject({ state: 'acknowledged' })
    expect(await service.accept(alarm?.id ?? '')).toMatchObject({ state: 'acknowledged' })
    expect(await service.get(alarm?.id ?? '')).toMatchObject({ alarm: 'stage-down' })
  })
  expect(seen.alarms).toMatchObject([{ state: 'acknowledged' }])
  expect((await live(60)).alarms).toMatchObject([{ state: 'acknowledged' }])
})

it('sends nothing while its kind is muted, and sends it afterwards if it lasts', async () => {
  facts = down
  settings.publish({ ...settings.value, mutes: [{ alarm: 'stage-down', until: clock.now() + 300_000 }] })
  const muted = await live(60)
  expect(muted.alarms).toHaveLength(1)
  expect(muted.shown).toEqual([])
  expect((await live(300)).shown).toEqual(['Sink does not work'])
})
