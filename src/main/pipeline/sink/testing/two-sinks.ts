import type { FlowPorts } from '@main/ports'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createMemoryDeadLetters } from '@main/ports/fakes/memory-dead-letters'
import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createMemoryForeignRecordCounts } from '@main/ports/fakes/memory-foreign-record-counts'
import { createMemorySinkConnector } from '@main/ports/fakes/memory-sink-connector'
import { createMemoryStore } from '@main/ports/fakes/memory-store'
import { type Mortality, mortalPort } from '@main/ports/fakes/mortal-port'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { EventCodec } from '@main/ports/schema-registry'
import { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import { windowOf } from '@shared/model/window'
import { newsItem } from '../../stage'
import { wantedBy } from '../../testing/wanted-by'
import { sink } from '../sink-stage'

export const DATASET = 'clicks'
const dataset = Dataset.parse({
  name: DATASET,
  title: 'Clicks',
  description: '',
  partitions: 2,
  roles: { time: 'at', type: 'kind', outcome: 'outcome', errorSymbols: ['ERROR'], key: 'kind' },
  schema: {
    type: 'record',
    name: DATASET,
    fields: [{ name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } }],
  },
})
const BAD = new TextEncoder().encode('no event')
const RETRY_MS = 500
const DAY_MS = 86_400_000

const json = createJsonCodec()
const codec: EventCodec = {
  ...json,
  decode(bytes) {
    if (bytes.length === BAD.length) throw new FaultError({ code: 'event-invalid', problem: 'it is no event' })
    return json.decode(bytes)
  },
}

type Kind = Settings['sink']['kind']
export type TwoSinks = ReturnType<typeof createTwoSinks>

/** The sink's stage with both sinks, and all the failures that can happen to it. Time is virtual. */
export function createTwoSinks(kind: Kind) {
  const clock = createVirtualClock()
  const log = createMemoryEventLog(clock)
  const deadLetters = createMemoryDeadLetters(clock)
  const foreign = createMemoryForeignRecordCounts()
  const store = createMemoryStore(({ event }) => Number(event.at))
  const connector = createMemorySinkConnector({ clock, log, store, codec, datasets: [dataset] })
  const faults: (Fault | null)[] = []
  const notes: string[] = []
  let settings = Settings.parse({ sink: { kind } })
  let made = 0
  const immortal = (): Mortality => ({ dead: false, callsLeft: Number.POSITIVE_INFINITY })
  let stage = { stop: new AbortController(), life: immortal(), ended: Promise.resolve() }
  const end = new AbortController()
  const working = connector.run(end.signal)

  const runStage = async (ports: FlowPorts, signal: AbortSignal) => {
    if (sink.thread !== 'worker') throw new Error('the sink has moved')
    while (!signal.aborted) {
      try {
        await sink.run({
          ports,
          datasets: [dataset],
          wanted: () => wantedBy(settings),
          counted: {},
          tell(kind, news) {
            const item = newsItem(kind, news)
            if (item.kind === 'fault') faults.push(item.news)
            if (item.kind === 'note') notes.push(item.news)
          },
          signal,
        })
      } catch (thrown) {
        if (!(thrown instanceof FaultError)) throw thrown
        faults.push(thrown.fault)
      }
      if (!signal.aborted) await ports.clock.sleep(RETRY_MS, signal)
    }
  }

  const start = () => {
    const life = immortal()
    const mortal = <T extends object>(port: T): T => mortalPort(port, life)
    const ports: Partial<FlowPorts> = {
      clock: mortal(clock),
      log: mortal(log),
      store: mortal({ ...store, landing: mortal(store.landing) }),
      deadLetters: mortal(deadLetters),
      foreign: mortal(foreign),
      connector: mortal(connector),
      registry: {
        register: async (subject, schema) => ({ id: 1, version: 1, subject, schema }),
        versions: async () => [],
        byId: async () => null,
        close: async () => undefined,
      },
      codecs: { codec: () => codec },
    }
    const stop = new AbortController()
    stage = { stop, life, ended: runStage(ports as FlowPorts, stop.signal) }
  }

  return {
    clock,
    log,
    store,
    deadLetters,
    foreign,
    connector,
    dataset,
    faults,
    notes,
    get kind() {
      return settings.sink.kind
    },
    async begin() {
      await log.createTopic(DATASET, dataset.partitions)
      start()
    },
    choose(chosen: Kind) {
      settings = Settings.parse({ sink: { kind: chosen } })
    },
    /** Appends events of two alternating days, every `badEvery`-th of them unreadable. */
    async append(count: number, badEvery = Number.POSITIVE_INFINITY, by: 'millrace' | 'others' = 'millrace') {
      const records = Array.from({ length: count }, () => {
        const n = made++
        const event = { at: clock.now() - n - (n % 3 === 0 ? DAY_MS : 0), kind: 'a', outcome: 'SUCCESS' }
        const value = n % badEvery === badEvery - 1 ? BAD : codec.encode(event)
        return { key: new Uint8Array([n % 2]), value, eventTime: event.at }
      })
      if (by === 'others') log.appendForeign(DATASET, records)
      else await log.append(DATASET, records)
    },
    wait: (ms: number) => clock.sleep(ms, new AbortController().signal),
    /** Stops the stage like a dying process, after this many more calls of its ports, and restarts it. */
    async crash(afterCalls: number) {
      stage.life.callsLeft = afterCalls
      await this.wait(700)
      stage.life.dead = true
      start()
    },
    async stopStage() {
      stage.stop.abort()
      await stage.ended
    },
    restartStage: start,
    async close() {
      stage.stop.abort()
      await stage.ended
      end.abort()
      await working
    },
    /**
     * The mistakes in what happened to the log's records, in words; empty when each record is stored once or is a dead letter.
     */
    async discrepancies(): Promise<string[]> {
      const stored = new Map<string, number>()
      for (const { partition, offset } of store.rows(DATASET)) {
        const position = `${partition} ${offset}`
        stored.set(position, (stored.get(position) ?? 0) + 1)
      }
      const dead = new Set(
        (await deadLetters.list({ limit: 1_000_000 })).map(({ place }) =>
          place.kind === 'log' ? `${place.partition} ${place.offset}` : 'file',
        ),
      )
      const wrong = log.records(DATASET).flatMap(({ partition, offset, value }) => {
        const position = `${partition} ${offset}`
        const bad = value === BAD
        const times = stored.get(position) ?? 0
        if (times === (bad ? 0 : 1) && dead.has(position) === bad) return []
        return [`${bad ? 'bad' : 'good'} ${position}: stored ${times} times, dead letter: ${dead.has(position)}`]
      })
      const { end: ends } = await log.offsets(DATASET)
      const committed = await log.committed(DATASET)
      const others = new Map<number, number>()
      for (const { eventTime } of log.records(DATASET).filter((record) => record.foreign)) {
        others.set(windowOf(eventTime), (others.get(windowOf(eventTime)) ?? 0) + 1)
      }
      const counted = (await foreign.windowsSince(DATASET, 0, await log.epochs(DATASET))).windows
      for (const { start, records } of counted) {
        if (others.get(start) !== records)
          wrong.push(`window ${start}: ${records} of others counted of ${others.get(start)}`)
      }
      if (counted.length !== others.size) wrong.push(`${counted.length} windows of others of ${others.size}`)
      if (JSON.stringify(ends) !== JSON.stringify(committed)) wrong.push(`committed ${committed} of ${ends}`)
      return wrong
    },
  }
}
