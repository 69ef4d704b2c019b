import { openEmbeddedDeadLetters } from '@main/adapters/sqlite/dead-letters'
import { tempDir } from '@main/adapters/sqlite/testing/temp-dir'
import type { NewDeadLetter } from '@main/ports/dead-letters'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createMemoryStore } from '@main/ports/fakes/memory-store'
import { type Mortality, mortalPort } from '@main/ports/fakes/mortal-port'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { Dataset, type Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { windowOf } from '@shared/model/window'
import { expect, it, onTestFinished } from 'vitest'
import { sendResends } from './send-resends'
import { settleResends } from './settle-resends'

const AT = Date.UTC(2026, 0, 5, 12)
const dataset = Dataset.parse({
  name: 'shop',
  title: 'Shop',
  description: '',
  partitions: 2,
  roles: { time: 'at', type: 'kind', outcome: 'outcome', errorSymbols: ['ERROR'], key: 'kind' },
  schema: {
    type: 'record',
    name: 'shop',
    fields: [
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'kind', type: 'string' },
    ],
  },
})

/** What the codec refuses, until its schema is mended. */
const NEVER_GOOD = 'broken'
/** What only the store refuses. */
const REFUSED = 'too heavy'

async function rig() {
  const clock = createVirtualClock(AT)
  const log = createMemoryEventLog(clock)
  await log.createTopic('shop', 2)
  const { dir, remove } = tempDir()
  const deadLetters = await openEmbeddedDeadLetters(dir)
  onTestFinished(async () => {
    await deadLetters.close()
    remove()
  })
  const store = createMemoryStore(({ event }) => Number(event.at))
  const json = createJsonCodec()
  const codec = {
    ...json,
    decode(bytes: Uint8Array): Event {
      const event = json.decode(bytes)
      if (event.kind === NEVER_GOOD) throw new FaultError({ code: 'event-invalid', problem: 'it is broken' })
      return event
    },
  }
  const ports = {
    clock,
    log,
    store,
    deadLetters,
    resends: deadLetters.resends,
    registry: {
      register: async () => ({ id: 1, subject: 'shop', version: 1, schema: dataset.schema }),
      versions: async () => [],
      byId: async () => null,
      close: async () => undefined,
    },
    codecs: { codec: () => codec },
  }
  /** What the sink does with the records that it has not seen yet. */
  const sink = async () => {
    const next = await log.committed('shop')
    const { records, next: after } = await log.read('shop', next, 10_000)
    for (const record of records) {
      const { epoch, partition, offset, value, eventTime } = record
      const event = json.decode(value)
      const place = { kind: 'log', epoch, partition, offset } as const
      if (event.kind === REFUSED) {
        await deadLetters.add([
          { dataset: 'shop', place, reason: 'the store refuses it', body: value, window: windowOf(eventTime) },
        ])
      } else await store.insert(dataset, [{ event, epoch, partition, offset }])
    }
    await log.commit('shop', after)
  }
  return { clock, log, store, deadLetters, ports, sink }
}

function letters(kinds: readonly string[]): NewDeadLetter[] {
  return kinds.map((kind, i) => ({
    dataset: 'shop',
    place: { kind: 'log', epoch: 1, partition: 0, offset: i },
    reason: 'wrong',
    body: Buffer.from(JSON.stringify({ at: AT + i, kind, outcome: 'SUCCESS', n: i })),
    window: windowOf(AT),
  }))
}

type Rig = Awaited<ReturnType<typeof rig>>

/** Runs the source, the sink and what follows the letters, until all has ended or `life` is over. */
async function run(
  { ports, sink }: Rig,
  life: Mortality = { dead: false, callsLeft: Number.POSITIVE_INFINITY },
): Promise<void> {
  const mortal = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, mortalPort(port, life)]),
  ) as unknown as typeof ports
  const stop = new AbortController()
  const { signal } = stop
  const report = { count: () => undefined, fault: () => undefined }
  const works = Promise.all([
    sendResends({ ports: mortal, datasetOf: () => dataset, report, signal }),
    settleResends({ ports: mortal, datasets: [dataset], signal }),
  ])
  while (!life.dead && (await ports.resends.list({ limit: 1, unfinished: true })).length > 0) {
    await sink()
    await new Promise((resolve) => setImmediate(resolve))
  }
  stop.abort()
  if (!life.dead) await works
}

async function outcomes({ store, log, deadLetters }: Rig) {
  return {
    stored: store
      .rows('shop')
      .map(({ event }) => Number(event.n))
      .sort((a, b) => a - b),
    appended: log.records('shop').length,
    resend: await deadLetters.resends.find('a'),
  }
}

it('sends each letter once and follows it until it is stored or dead again', async () => {
  const all = await rig()
  const kinds = Array.from({ length: 1_200 }, (_, i) => (i === 3 ? NEVER_GOOD : i === 700 ? REFUSED : `k${i % 7}`))
  await all.deadLetters.add(letters(kinds))
  await all.deadLetters.resends.start('a', { dataset: 'shop' })
  await run(all)
  const { stored, appended, resend } = await outcomes(all)
  expect(stored).toEqual(kinds.flatMap((kind, i) => (kind === NEVER_GOOD || kind === REFUSED ? [] : [i])))
  expect(appended).toBe(1_199)
  expect(resend).toMatchObject({
    state: 'done',
    counts: { waiting: 0, sent: 0, stored: 1_198, dead: 2, kept: 0 },
    problem: null,
  })
  const open = await all.deadLetters.list({ open: true, limit: 10 })
  expect(open.map(({ reason }) => reason)).toEqual(['the store refuses it', 'it is broken'])
  const [window] = (await all.log.windowCounts('shop', 0)).windows
  expect(window).toMatchObject({ produced: 1_199, logged: 1_199 })
})

it('sends each letter once although the app dies at any call', async () => {
  for (let calls = 1; calls < 400; calls += 1) {
    const all = await rig()
    const kinds = Array.from({ length: 40 }, (_, i) => (i % 10 === 3 ? NEVER_GOOD : i % 10 === 7 ? REFUSED : 'good'))
    await all.deadLetters.add(letters(kinds))
    await all.deadLetters.resends.start('a', { dataset: 'shop' })
    const life = { dead: false, callsLeft: calls }
    await run(all, life)
    await run(all)
    const { stored, appended, resend } = await outcomes(all)
    expect([calls, stored.length, new Set(stored).size, appended]).toEqual([calls, 32, 32, 36])
    expect(resend).toMatchObject({ state: 'done', counts: { stored: 32, dead: 8, waiting: 0, sent: 0, kept: 0 } })
    expect(await all.deadLetters.resends.countOpen({ dataset: 'shop' })).toBe(8)
    if (!life.dead) return
  }
  expect.unreachable('it always died')
})

it('keeps what was not sent when it is cancelled, and follows what was', async () => {
  const all = await rig()
  const { resends } = all.deadLetters
  await all.deadLetters.add(letters(Array.from({ length: 1_200 }, () => 'good')))
  await resends.start('a', { dataset: 'shop' })
  const ports = {
    ...all.ports,
    resends: {
      ...resends,
      async markSent(id: string, sent: Parameters<typeof resends.markSent>[1]) {
        await resends.markSent(id, sent)
        await resends.cancel(id)
      },
    },
  }
  await run({ ...all, ports })
  const { stored, resend } = await outcomes(all)
  expect(stored).toEqual(Array.from({ length: 500 }, (_, i) => i))
  expect(resend).toMatchObject({ state: 'cancelled', counts: { stored: 500, kept: 700, waiting: 0, sent: 0 } })
  expect(await resends.countOpen({ dataset: 'shop' })).toBe(700)
})

const held: Record<string, (all: Rig) => Partial<Rig['ports']>> = {
  'the registry': ({ ports: { registry } }) => ({
    registry: {
      ...registry,
      register: () => Promise.reject(new FaultError({ code: 'registry-unavailable', address: 'x', reason: 'down' })),
    },
  }),
  'the registry, for a schema': ({ ports: { registry, codecs } }) => ({
    registry: {
      ...registry,
      byId: () => Promise.reject(new FaultError({ code: 'registry-unavailable', address: 'x', reason: 'down' })),
    },
    codecs: { codec: () => ({ ...codecs.codec(), unknownId: () => 7 }) },
  }),
  'the sink': ({ log }) => ({ log: { ...log, offsets: async () => ({ start: [0, 0], end: [300_000, 0] }) } }),
  'room in the log': ({ log }) => ({
    log: { ...log, append: () => Promise.reject(new FaultError({ code: 'disk-full', dir: 'log' })) },
  }),
}

it.each(Object.keys(held))('can be cancelled while it waits for %s', async (what) => {
  const all = await rig()
  const { resends } = all.deadLetters
  await all.deadLetters.add(letters(['good', 'good']))
  await resends.start('a', { dataset: 'shop' })
  const stop = new AbortController()
  const report = { count: () => undefined, fault: () => undefined }
  const ports = { ...all.ports, ...held[what]?.(all) }
  const sending = sendResends({ ports, datasetOf: () => dataset, report, signal: stop.signal })
  const turns = async (count: number) => {
    for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve))
  }
  await turns(20)
  await resends.cancel('a')
  await turns(100)
  stop.abort()
  await sending
  expect((await resends.find('a'))?.counts).toMatchObject({ waiting: 0, kept: 2 })
  expect(all.log.records('shop')).toEqual([])
})

it('goes on when the problem itself cannot be kept, because the disk is full', async () => {
  const all = await rig()
  await all.deadLetters.add(letters(['good']))
  await all.deadLetters.resends.start('a', { dataset: 'shop' })
  const { resends } = all.ports
  /** The first calls fail. */
  const onFullDisk = <Given extends unknown[]>(write: (...given: Given) => Promise<void>) => {
    let failures = 3
    return async (...given: Given) => {
      if (failures-- > 0) throw new FaultError({ code: 'disk-full', dir: 'dead-letters' })
      await write(...given)
    }
  }
  const { settle, markSent, setProblem } = resends
  const full = { settle: onFullDisk(settle), markSent: onFullDisk(markSent), setProblem: onFullDisk(setProblem) }
  const ports = { ...all.ports, resends: { ...resends, ...full } }
  await run({ ...all, ports })
  expect(await outcomes(all)).toMatchObject({ stored: [0], appended: 1, resend: { state: 'done' } })
})

it('does not append again when the log answered too late', async () => {
  const all = await rig()
  await all.deadLetters.add(letters(['good', 'good']))
  await all.deadLetters.resends.start('a', { dataset: 'shop' })
  let calls = 0
  const late = {
    ...all.log,
    async append(...given: Parameters<typeof all.log.append>) {
      await all.log.append(...given)
      if (calls++ === 0) throw new FaultError({ code: 'log-unavailable', address: 'kafka', reason: 'no answer' })
    },
  }
  await run({ ...all, ports: { ...all.ports, log: late } })
  expect(await outcomes(all)).toMatchObject({ stored: [0, 1], appended: 2 })
})

it('waits while the store is away, and says so', async () => {
  const all = await rig()
  await all.deadLetters.add(letters(['good']))
  await all.deadLetters.resends.start('a', { dataset: 'shop' })
  let away = 3
  const problems: (string | null)[] = []
  const ports = {
    ...all.ports,
    store: {
      ...all.store,
      async stored(...given: Parameters<typeof all.store.stored>) {
        if (away-- > 0) throw new FaultError({ code: 'store-unavailable', reason: 'restarting' })
        return all.store.stored(...given)
      },
    },
    resends: {
      ...all.ports.resends,
      async setProblem(id: string, problem: string | null) {
        problems.push(problem)
        await all.ports.resends.setProblem(id, problem)
      },
    },
  }
  await run({ ...all, ports })
  expect(problems.some((problem) => problem?.includes('restarting'))).toBe(true)
  expect(await outcomes(all)).toMatchObject({ stored: [0], resend: { state: 'done', problem: null } })
})

it('reopens letters whose log was replaced before the sink had read them', async () => {
  const all = await rig()
  await all.deadLetters.add(letters(['good', 'good']))
  await all.deadLetters.resends.start('a', { dataset: 'shop' })
  const ports = {
    ...all.ports,
    resends: {
      ...all.ports.resends,
      async markSent(id: string, sent: Parameters<typeof all.ports.resends.markSent>[1]) {
        await all.ports.resends.markSent(id, sent)
        all.log.replaceBy(null)
      },
    },
  }
  await run({ ...all, ports })
  expect(await outcomes(all)).toMatchObject({ stored: [], resend: { state: 'done', counts: { kept: 2 } } })
  expect(await all.deadLetters.resends.countOpen({ dataset: 'shop' })).toBe(2)
})
