import { openEventIntake } from '@main/adapters/sqlite/event-intake'
import { tempDir } from '@main/adapters/sqlite/testing/temp-dir'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { type Mortality, mortalPort } from '@main/ports/fakes/mortal-port'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { expect, it, onTestFinished } from 'vitest'
import { passOnBatches } from './pass-on-batches'
import { takeEvents } from './take-events'

const AT = Date.UTC(2026, 0, 5, 12)
const dataset = Dataset.parse({
  name: 'shop',
  title: 'Shop',
  description: '',
  partitions: 2,
  roles: { time: 'at', type: 'kind', outcome: 'kind', errorSymbols: ['ERROR'], key: 'kind', id: 'id' },
  schema: {
    type: 'record',
    name: 'shop',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'kind', type: 'string' },
    ],
  },
})
const event = (n: number) => ({ id: `e${n}`, at: AT + n, kind: `k${n % 3}` })

async function rig(options = {}) {
  const clock = createVirtualClock(AT)
  const log = createMemoryEventLog(clock)
  await log.createTopic('shop', 2)
  const { dir, remove } = tempDir()
  const intake = await openEventIntake(dir, options)
  onTestFinished(async () => {
    await intake.close()
    remove()
  })
  const codec = createJsonCodec(({ kind }) => (kind === 'heavy' ? 'it is too heavy' : null))
  const registry = {
    register: async () => ({ id: 1, subject: 'shop', version: 1, schema: dataset.schema }),
    versions: async () => [],
    byId: async () => null,
    close: async () => undefined,
  }
  const ports = { clock, log, intake, registry, codecs: { codec: () => codec } }
  const ids = () => log.records('shop').map(({ value }) => JSON.parse(Buffer.from(value).toString()).id as string)
  return { ports, log, intake, ids }
}

type Rig = Awaited<ReturnType<typeof rig>>

/** Passes on until nothing waits, or `life` is over. */
async function passOn({ ports, intake }: Rig, life: Mortality = { dead: false, callsLeft: Number.POSITIVE_INFINITY }) {
  const mortal = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, mortalPort(port, life)]),
  ) as unknown as typeof ports
  const stop = new AbortController()
  const report = { count: () => undefined, fault: () => undefined }
  const working = passOnBatches({ ports: mortal, dataset, report, signal: stop.signal })
  while (!life.dead && (await intake.waiting('shop', 0, 1)).length > 0) await new Promise(setImmediate)
  stop.abort()
  if (!life.dead) await working
}

it('takes the good records of a batch, and names each bad one by its place', async () => {
  const all = await rig()
  const records = [
    event(0),
    { id: 'x', kind: 'a' },
    'text',
    { ...event(3), kind: 'heavy' },
    event(4),
    { kind: 'b', at: AT },
  ]
  const outcome = await takeEvents(all.ports, dataset, { records, key: 'one' })
  expect(outcome).toMatchObject({ state: 'taken', repeated: false, answer: { taken: 3 } })
  expect(outcome.state === 'taken' && outcome.answer.refused).toEqual([
    { record: 1, reason: 'field "at" is missing' },
    { record: 2, reason: 'it is no JSON object' },
    { record: 3, reason: 'it is too heavy' },
  ])
  await passOn(all)
  expect(all.ids()).toHaveLength(3)
  // An event without an id gets one that a repeated request would get, too.
  expect(all.ids().filter((id) => /000000000005$/.test(id))).toHaveLength(1)
})

it('takes a repeated request once, and refuses another batch under its key', async () => {
  const all = await rig()
  const first = await takeEvents(all.ports, dataset, { records: [event(1), {}], key: 'one' })
  await passOn(all)
  const second = await takeEvents(all.ports, dataset, { records: [event(1), {}], key: 'one' })
  expect(second).toEqual({ ...first, repeated: true })
  expect(await takeEvents(all.ports, dataset, { records: [event(2)], key: 'one' })).toEqual({ state: 'key-reused' })
  const both = await Promise.all([1, 2].map(() => takeEvents(all.ports, dataset, { records: [event(3)], key: 'two' })))
  expect(both.map(({ state }) => state)).toEqual(['taken', 'taken'])
  await passOn(all)
  expect(all.ids()).toEqual(['e1', 'e3'])
})

it('takes nothing while too much waits for the log', async () => {
  const all = await rig({ mostWaitingBytes: 100 })
  await takeEvents(all.ports, dataset, { records: [event(1)], key: 'one' })
  expect(await takeEvents(all.ports, dataset, { records: [event(2)], key: 'two' })).toEqual({ state: 'full' })
  await passOn(all)
  expect(await takeEvents(all.ports, dataset, { records: [event(2)], key: 'two' })).toMatchObject({ state: 'taken' })
})

it('passes on each batch once, although the app dies at any call', async () => {
  for (let calls = 1; calls < 200; calls++) {
    const all = await rig()
    for (let n = 0; n < 3; n++)
      await takeEvents(all.ports, dataset, { records: [event(n), event(n + 10)], key: `${n}` })
    const life = { dead: false, callsLeft: calls }
    await passOn(all, life)
    await passOn(all)
    expect([calls, ...all.ids().sort()]).toEqual([calls, 'e0', 'e1', 'e10', 'e11', 'e12', 'e2'])
    if (!life.dead) return
  }
  expect.unreachable('it always died')
})

it('passes on the batches of a new file, although the log knows those of an earlier one', async () => {
  const before = await rig()
  for (let n = 0; n < 3; n++) await takeEvents(before.ports, dataset, { records: [event(n)], key: `${n}` })
  await passOn(before)
  const other = await rig()
  const after = { ...other, ports: { ...other.ports, log: before.log, clock: before.ports.clock } }
  await takeEvents(after.ports, dataset, { records: [event(7)], key: 'one' })
  await passOn(after)
  expect(before.ids()).toEqual(['e0', 'e1', 'e2', 'e7'])
})

it('passes on a batch once when the log answered too late', async () => {
  const all = await rig()
  await takeEvents(all.ports, dataset, { records: [event(1)], key: 'one' })
  let calls = 0
  const late = {
    ...all.log,
    async append(...given: Parameters<typeof all.log.append>) {
      await all.log.append(...given)
      if (calls++ === 0) throw new FaultError({ code: 'log-unavailable', address: 'kafka', reason: 'no answer' })
    },
  }
  await passOn({ ...all, ports: { ...all.ports, log: late } })
  expect(all.ids()).toEqual(['e1'])
})
