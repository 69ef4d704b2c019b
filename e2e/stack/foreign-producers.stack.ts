import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { subjectOf } from '@main/ports/subject-names'
import type { AvroField, AvroSchema } from '@shared/model/dataset'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LIBRARIES, produceWith, type Target, type Written } from './foreign/producers'
import { whyNoPython } from './foreign/python'
import { type RunningSink, runSink, SINK_SERVICES } from './support/running-sink'
import { whyNoStack } from './support/test-stack'

/** The full test writes 100,000 records; a fifth of them takes the same paths. */
const RECORDS = Number(process.env.MILLRACE_FOREIGN_RECORDS ?? 20_000)
const PART = Math.ceil(RECORDS / 5)
const OWN_RATE = 200

const missing = (await whyNoStack(...SINK_SERVICES)) ?? (await whyNoPython())
if (missing) console.log(`Foreign producers are skipped: ${missing}`)

/** Producers that know nothing of Millrace write to its topic, on a real broker. */
describe.skipIf(missing !== null)('other producers', () => {
  let running: RunningSink
  let target: Target
  let dir: string
  const total = { good: 0, rubbish: 0 }
  let seed = 1

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-foreign-'))
    running = await runSink('built-in')
    const { dataset, flow, kafka } = running
    const { registry } = flow.ports
    const [own, other] = [
      await registry.register(subjectOf(dataset), dataset.schema),
      await registry.register('orders-value', schemaOf('orders', [{ name: 'id', type: 'string' }])),
    ]
    target = {
      broker: `127.0.0.1:${kafka.port(9092)}`,
      dataset,
      schemaFile: await schemaFile(dataset.schema),
      schemaId: own.id,
      otherId: other.id,
      encode: running.encode,
    }
  }, 600_000)
  afterAll(async () => {
    await running?.close()
    await rm(dir, { recursive: true, force: true })
  }, 120_000)

  const schemaFile = async (schema: AvroSchema) => {
    const file = join(dir, `schema-${schema.fields.length}.json`)
    await writeFile(file, JSON.stringify(schema))
    return file
  }
  const wrote = ({ good, rubbish }: Written) => {
    total.good += good
    total.rubbish += rubbish
  }

  /** Stored + dead letters = produced, each position once, in every window; and no stage has stopped. */
  const expectAllAccountedFor = async () => {
    await running.drained()
    const { ports } = running.flow
    const { name } = running.dataset
    const stored = running.produced.good + total.good
    const dead = running.produced.bad + total.rubbish
    const { rows, positions } = await running.counted()
    expect({ rows, positions, dead: await ports.deadLetters.count(name) }).toEqual({
      rows: stored,
      positions: stored,
      dead,
    })
    expect(running.faults).toEqual([])
    await expectWindowsBalanced()
  }

  const expectWindowsBalanced = async () => {
    const { ports } = running.flow
    const { name } = running.dataset
    const epochs = await ports.log.epochs(name)
    const own = (await ports.log.windowCounts(name, 0)).windows
    const others = (await ports.foreign?.windowsSince(name, 0, epochs))?.windows ?? []
    const logged = new Map(own.map(({ start, logged }) => [start, logged]))
    for (const { start, records } of others) logged.set(start, (logged.get(start) ?? 0) + records)
    const starts = [...logged.keys()]
    const stored = await ports.store.countWindows(running.dataset, starts, epochs)
    const dead = await ports.deadLetters.countByWindow(name, starts, epochs)
    const found = starts.map((start) => [start, (stored.get(start)?.current ?? 0) + (dead.get(start)?.current ?? 0)])
    expect(new Map(found as [number, number][])).toEqual(logged)
  }

  it.each(LIBRARIES)('%s alone: every record is stored, or a dead letter', { timeout: 600_000 }, async (library) => {
    wrote(await produceWith(library, target, PART, seed++))
    await expectAllAccountedFor()
  })

  it('all at once, together with Millrace’s own events', { timeout: 900_000 }, async () => {
    running.produce(OWN_RATE, 0.01)
    const each = Math.ceil(PART / LIBRARIES.length)
    const written = await Promise.all(LIBRARIES.map((library) => produceWith(library, target, each, seed++)))
    for (const one of written) wrote(one)
    await expectAllAccountedFor()
  })

  it('records with a newly registered, compatible schema version are stored without a restart', {
    timeout: 600_000,
  }, async () => {
    const { registry } = running.flow.ports
    const { schema } = running.dataset
    const channel: AvroField = { name: 'channel', type: 'string', default: 'none' }
    const next = { ...schema, fields: [...schema.fields, channel] }
    const { id } = await registry.register(subjectOf(running.dataset), next)
    const newer = { ...target, schemaFile: await schemaFile(next), schemaId: id }
    running.produce(OWN_RATE)
    for (const library of ['kafka-python', 'confluent-kafka'] as const) {
      wrote(await produceWith(library, newer, Math.ceil(PART / 2), seed++))
    }
    await expectAllAccountedFor()
  })

  it('keeps every dead letter with its bytes, its position and its own reason', async () => {
    const { deadLetters } = running.flow.ports
    const letters = await deadLetters.list({ limit: 10_000 })
    const kinds = new Set(letters.map(({ reason }) => reason.replace(/\d+/g, 'N').slice(0, 24)))
    console.log([...new Set(letters.map(({ reason }) => reason.replace(/\d+/g, 'N')))].join('\n'))
    expect(letters.every(({ place, reason }) => place.kind === 'log' && reason !== '')).toBe(true)
    expect(kinds.size).toBeGreaterThanOrEqual(7)
    expect(letters.some(({ bytes }) => bytes > 900_000)).toBe(true)
  })
})

function schemaOf(name: string, fields: AvroField[]): AvroSchema {
  return { type: 'record', name, fields }
}
