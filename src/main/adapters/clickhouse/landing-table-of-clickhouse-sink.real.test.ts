import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chdbStoreServer } from '@main/adapters/chdb/launch-store-process'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { landingTableOf } from '@main/ports/landing-names'
import type { RunningStoreServer, Store } from '@main/ports/store'
import type { AvroField, Dataset } from '@shared/model/dataset'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClickHouseStore } from './clickhouse-store'

const EPOCH = 3_678_191_901_937_706
const AT = Date.UTC(2026, 10, 24, 12, 34)
const folder = fileURLToPath(new URL('../../../../resources/datasets', import.meta.url))
const { datasets } = await loadDatasets([folder])

let dir: string
let server: RunningStoreServer
let store: Store
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-landing-'))
  const module = new URL('../chdb/store-process.ts', import.meta.url)
  const launcher = nodeChildLauncher(() => undefined)
  server = await chdbStoreServer({ launcher, module, dir }).start(new AbortController().signal)
  store = openClickHouseStore(server.address)
})
afterAll(async () => {
  await store.close()
  await server.stop()
  await rm(dir, { recursive: true, force: true })
})

/**
 * The statements of ClickHouse's Kafka Connect sink 1.3: it reads the table's columns, looks up each by name in the record, compares the
 * types, and sends RowBinary in column order, without naming the columns.
 */
describe.each(datasets)('the landing table of $name, as ClickHouse’s own sink writes to it', (dataset) => {
  it('describes its columns with the names and types of the records', async () => {
    await store.prepare(dataset, 30)
    await store.landing.open(dataset, [{ epoch: EPOCH, since: new Array<number>(dataset.partitions).fill(0) }])
    const columns = await describedRoots(dataset)
    const record = recordOf(dataset, 0, 0)
    expect(columns.map(({ name }) => name)).toEqual(Object.keys(record))
    for (const { name, type, default_type } of columns) {
      // With any default, the sink would switch to RowBinaryWithDefaults.
      expect(default_type).toBe('')
      expect({ name, type }).toEqual({ name, type: expectedType(record[name]) })
    }
  })

  it("stores the sink's rows once, however often they arrive", async () => {
    const columns = await describedRoots(dataset)
    const records = [recordOf(dataset, 0, 7), recordOf(dataset, dataset.partitions - 1, 8)]
    for (let times = 0; times < 2; times++) {
      const rows = records.flatMap((record) => columns.map(({ name }) => encoded(record[name])))
      await ask(`INSERT INTO \`${landingTableOf(dataset.name)}\` FORMAT RowBinary`, Buffer.concat(rows))
    }
    const positions = 'toString(`@log_epoch`), `@log_partition`, toUInt32(`@log_offset`)'
    const stored = await ask(`SELECT ${positions} FROM \`${dataset.name}\` ORDER BY 3 FORMAT JSONCompactEachRow`)
    expect(stored.split('\n').map((line) => JSON.parse(line))).toEqual([
      [String(EPOCH), 0, 7],
      [String(EPOCH), dataset.partitions - 1, 8],
    ])
  })
})

interface Described {
  readonly name: string
  readonly type: string
  readonly default_type: string
  readonly is_subcolumn: number
}

async function describedRoots({ name }: Dataset): Promise<Described[]> {
  const sql = `DESCRIBE TABLE \`default\`.\`${landingTableOf(name)}\` SETTINGS describe_include_subcolumns = 1 FORMAT JSONEachRow`
  const lines = (await ask(sql)).split('\n').map((line): Described => JSON.parse(line))
  return lines.filter(({ is_subcolumn }) => is_subcolumn === 0)
}

/** A value as the AvroConverter and InsertField pass it to the sink, with the type of Connect's schema. */
interface Value {
  readonly type: 'BOOLEAN' | 'INT32' | 'INT64' | 'FLOAT32' | 'FLOAT64' | 'STRING' | 'BYTES' | 'TIMESTAMP'
  readonly nullable: boolean
  readonly value: unknown
}

/** The dataset's fields in order, then the fields that InsertField adds at the end. */
function recordOf(dataset: Dataset, partition: number, offset: number): Record<string, Value> {
  const fields = dataset.schema.fields.map((field) => [field.name, deliveredValue(field)] as const)
  return {
    ...Object.fromEntries(fields),
    '@log_partition': { type: 'INT32', nullable: false, value: partition },
    '@log_offset': { type: 'INT64', nullable: false, value: offset },
  }
}

function deliveredValue({ type }: AvroField): Value {
  const nullable = Array.isArray(type)
  const plain = Array.isArray(type) ? type[1] : type
  if (typeof plain !== 'string') {
    if (plain.type === 'enum') return { type: 'STRING', nullable, value: plain.symbols[0] }
    if (plain.logicalType === 'timestamp-millis') return { type: 'TIMESTAMP', nullable, value: AT }
    if (plain.logicalType === 'uuid') return { type: 'STRING', nullable, value: randomUUID() }
  }
  switch (typeof plain === 'string' ? plain : plain.type) {
    case 'boolean':
      return { type: 'BOOLEAN', nullable, value: true }
    case 'int':
      return { type: 'INT32', nullable, value: 404 }
    case 'long':
      return { type: 'INT64', nullable, value: 1_234_567 }
    case 'float':
      return { type: 'FLOAT32', nullable, value: 1.5 }
    case 'double':
      return { type: 'FLOAT64', nullable, value: 2.5 }
    case 'bytes':
      return { type: 'BYTES', nullable, value: 'bytes' }
    default:
      return { type: 'STRING', nullable, value: 'Grüße' }
  }
}

const COLUMN_OF: Readonly<Record<Value['type'], string>> = {
  BOOLEAN: 'Bool',
  INT32: 'Int32',
  INT64: 'Int64',
  FLOAT32: 'Float32',
  FLOAT64: 'Float64',
  STRING: 'String',
  BYTES: 'String',
  TIMESTAMP: "DateTime64(3, 'UTC')",
}

/** The types that its schema check accepts. */
function expectedType(value: Value | undefined): string {
  const type = value ? COLUMN_OF[value.type] : 'nothing'
  return value?.nullable ? `Nullable(${type})` : type
}

function encoded(value: Value | undefined): Buffer {
  if (!value) throw new Error('the record has no such field')
  const bytes = plainBytes(value)
  return value.nullable ? Buffer.concat([Buffer.of(0), bytes]) : bytes
}

function plainBytes({ type, value }: Value): Buffer {
  const bytes = Buffer.alloc(8)
  switch (type) {
    case 'BOOLEAN':
      return Buffer.of(value === true ? 1 : 0)
    case 'INT32':
      return bytes.subarray(0, bytes.writeInt32LE(Number(value)))
    case 'INT64':
    case 'TIMESTAMP':
      return bytes.subarray(0, bytes.writeBigInt64LE(BigInt(Number(value))))
    case 'FLOAT32':
      return bytes.subarray(0, bytes.writeFloatLE(Number(value)))
    case 'FLOAT64':
      return bytes.subarray(0, bytes.writeDoubleLE(Number(value)))
    default: {
      const text = Buffer.from(String(value))
      // These texts are short enough for a one-byte length.
      return Buffer.concat([Buffer.of(text.length), text])
    }
  }
}

async function ask(sql: string, body?: Uint8Array<ArrayBuffer>): Promise<string> {
  const { url, username, password } = server.address
  const headers = { 'x-clickhouse-user': username, 'x-clickhouse-key': password }
  const request = body
    ? fetch(`${url}/?database=default&query=${encodeURIComponent(sql)}`, { method: 'POST', headers, body })
    : fetch(`${url}/?database=default`, { method: 'POST', headers, body: sql })
  const response = await request
  const text = (await response.text()).trim()
  if (!response.ok) throw new Error(text)
  return text
}
