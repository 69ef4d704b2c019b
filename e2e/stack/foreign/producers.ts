import { fileURLToPath } from 'node:url'
import type { Dataset } from '@shared/model/dataset'
import { CompressionTypes, Kafka, logLevel } from 'kafkajs'
import { output } from '../command.ts'
import { pythonWithKafka } from './python.ts'

export const LIBRARIES = ['kafka-python', 'confluent-kafka', 'kafkajs'] as const
export type Library = (typeof LIBRARIES)[number]

/** A producer's own counts of its records. */
export interface Written {
  readonly good: number
  readonly rubbish: number
}

export interface Target {
  readonly broker: string
  readonly dataset: Dataset
  /** A file with the schema to write with, its id, and the id of a schema of another subject. */
  readonly schemaFile: string
  readonly schemaId: number
  readonly otherId: number
  /** An encoded event in the wire format, for the library that cannot encode Avro. */
  encode(): Uint8Array
}

const RUBBISH = 0.01
const BATCH = 500
const script = fileURLToPath(new URL('produce.py', import.meta.url))

/** Writes `count` records, in every compression that the library has; one in a hundred cannot be stored. */
export async function produceWith(library: Library, target: Target, count: number, seed: number): Promise<Written> {
  if (library === 'kafkajs') return await withKafkajs(target, count)
  const { broker, dataset, schemaFile, schemaId, otherId } = target
  const printed = await output(await pythonWithKafka(), [
    script,
    ...['--library', library, '--broker', broker, '--topic', dataset.name, '--schema', schemaFile],
    ...['--schema-id', String(schemaId), '--other-id', String(otherId)],
    ...['--count', String(count), '--rubbish', String(RUBBISH), '--seed', String(seed)],
  ])
  return JSON.parse(printed) as Written
}

async function withKafkajs({ broker, dataset, encode }: Target, count: number): Promise<Written> {
  const producer = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).producer({
    allowAutoTopicCreation: false,
  })
  await producer.connect()
  const written = { good: 0, rubbish: 0 }
  for (let sent = 0; sent < count; sent += BATCH) {
    const messages = Array.from({ length: Math.min(BATCH, count - sent) }, (_, i) => {
      const isRubbish = (sent + i) % Math.round(1 / RUBBISH) === 7
      written[isRubbish ? 'rubbish' : 'good']++
      const value = isRubbish ? rubbish(written.rubbish) : Buffer.from(encode())
      return { key: i % 3 === 0 ? null : `key ${i}`, value, headers: { t: Buffer.alloc(8, 0x7e), who: 'kafkajs' } }
    })
    const compression = (sent / BATCH) % 2 === 0 ? CompressionTypes.GZIP : CompressionTypes.None
    await producer.send({ topic: dataset.name, messages, compression })
  }
  await producer.disconnect()
  return written
}

function rubbish(n: number): Buffer | null {
  return n % 3 === 0 ? null : Buffer.from(n % 3 === 1 ? '{"a":1}' : [0, 0, 0, 99, 99, 1])
}
