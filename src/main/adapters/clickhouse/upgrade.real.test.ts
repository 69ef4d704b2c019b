import type { Store } from '@main/ports/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedStore, openEmbeddedStore } from './testing/embedded-store'
import { plainDataset } from './testing/plain-dataset'

const WINDOW = Date.UTC(2026, 10, 24, 12, 34)
const ROWS = 20_000
const EPOCHS = [
  { epoch: 0, since: [0, 0] },
  { epoch: 3_678_191_901_937_706, since: [ROWS / 2, ROWS / 2] },
]

let opened: EmbeddedStore
let store: Store
let tables = 0

beforeAll(async () => {
  opened = await openEmbeddedStore()
  store = opened.store
})
afterAll(() => opened.close())

const sql = (query: string) => opened.sql(query)

/** A table as created by the version before epochs, with rows of two partitions, in two parts. */
async function earlierTable(): Promise<string> {
  const name = `earlier_${++tables}`
  await sql(`CREATE TABLE ${name} (
    \`kind\` Enum8('A' = 1, 'B' = 2), \`at\` DateTime64(3, 'UTC'), \`log_partition\` UInt16, \`log_offset\` UInt64,
    \`stored_at\` DateTime DEFAULT now(),
    PROJECTION next_offsets (SELECT log_partition, max(log_offset) GROUP BY log_partition)
  ) ENGINE = MergeTree PARTITION BY toYYYYMMDD(\`at\`) ORDER BY (\`at\`, \`kind\`) TTL \`stored_at\` + toIntervalDay(30)
  SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1`)
  for (const partition of [0, 1]) {
    await sql(`INSERT INTO ${name} (kind, at, log_partition, log_offset)
      SELECT 'A', fromUnixTimestamp64Milli(toInt64(${WINDOW} + number % 60000), 'UTC'), ${partition}, number
      FROM numbers(${ROWS / 2})`)
  }
  return name
}

/** The steps of the upgrade in order; a kill may follow each. */
const STEPS = [
  'DROP PROJECTION IF EXISTS next_offsets',
  'RENAME COLUMN `log_partition` TO `@log_partition`, RENAME COLUMN `log_offset` TO `@log_offset`, RENAME COLUMN `stored_at` TO `@stored_at`',
  'ADD COLUMN `@log_epoch` UInt64',
  'ADD PROJECTION IF NOT EXISTS stored_epochs (SELECT `@log_epoch`, `@log_partition`, max(`@log_offset`) GROUP BY `@log_epoch`, `@log_partition`)',
]

describe('a table of the version before epochs', () => {
  it.each([0, 1, 2, 3, 4])('is upgraded, also after a kill behind step %i', async (done) => {
    const name = await earlierTable()
    for (const step of STEPS.slice(0, done)) await sql(`ALTER TABLE ${name} ${step}`)
    const dataset = plainDataset(name)
    await store.prepare(dataset, 30)
    await store.prepare(dataset, 7)
    const reached = (await store.storedEpochs(dataset)).sort((a, b) => a.partition - b.partition)
    expect(reached).toEqual([
      { epoch: 0, partition: 0, next: ROWS / 2 },
      { epoch: 0, partition: 1, next: ROWS / 2 },
    ])
    const [, { epoch = 0 } = {}] = EPOCHS
    const event = { kind: 'B', at: WINDOW }
    await store.insert(dataset, [{ event, epoch, partition: 1, offset: ROWS / 2 }])
    expect((await store.countWindows(dataset, [WINDOW], EPOCHS)).get(WINDOW)).toEqual({ current: ROWS + 1, earlier: 0 })
    expect((await store.search.at(dataset, { epoch: 0, partition: 1, offset: 7 }))?.event.at).toBe(WINDOW + 7)
    const made = await sql(`SHOW CREATE TABLE ${name}`)
    expect(made).toContain('@stored_at` + toIntervalDay(7)')
    expect(made).not.toMatch(/`(log_partition|log_offset|stored_at)`|next_offsets/)
    expect(
      await sql(`SELECT countIf(NOT has(projections, 'stored_epochs')) FROM system.parts
      WHERE active AND table = '${name}'`),
    ).toBe('0')
  })

  it("makes its columns' names available for fields", async () => {
    const name = await earlierTable()
    await store.prepare(plainDataset(name), 30)
    const dataset = plainDataset(name, [
      { name: 'stored_at', type: ['null', 'string'], default: null },
      { name: 'log_offset', type: ['null', 'int'], default: null },
    ])
    await store.prepare(dataset, 30)
    const event = { kind: 'B', at: WINDOW, stored_at: 'shelf 7', log_offset: -5 }
    await store.insert(dataset, [{ event, epoch: 9, partition: 0, offset: 3 }])
    await store.prepare(dataset, 30)
    expect((await store.search.at(dataset, { epoch: 9, partition: 0, offset: 3 }))?.event).toEqual(event)
    expect((await store.search.at(dataset, { epoch: 0, partition: 0, offset: 3 }))?.event).toMatchObject({
      stored_at: null,
      log_offset: null,
    })
  })

  it('closes the landing table of that version, so that its writer retries until the sink has opened a new one', async () => {
    const name = await earlierTable()
    await sql(
      `CREATE TABLE ${name}_inlet (kind String, at DateTime64(3, 'UTC'), log_partition Int32, log_offset Int64) ENGINE = Null`,
    )
    await sql(`CREATE MATERIALIZED VIEW ${name}_inlet_open TO ${name} AS SELECT CAST(kind AS Enum8('A' = 1, 'B' = 2)) AS kind, at,
      CAST(log_partition AS UInt16) AS log_partition, CAST(log_offset AS UInt64) AS log_offset FROM ${name}_inlet`)
    const dataset = plainDataset(name)
    await store.prepare(dataset, 30)
    const row = JSON.stringify({ kind: 'A', at: '2026-11-24 12:34:00.000', log_partition: 0, log_offset: ROWS })
    await expect(sql(`INSERT INTO ${name}_inlet FORMAT JSONEachRow ${row}`)).rejects.toThrow('the built-in sink')
    expect(await store.landing.isOpen(dataset, EPOCHS)).toBe(false)
    await store.landing.open(dataset, EPOCHS)
    const now = row.replace('log_partition', '@log_partition').replace('log_offset', '@log_offset')
    await sql(`INSERT INTO ${name}_inlet FORMAT JSONEachRow ${now}`)
    expect(await store.usage(name)).toMatchObject({ rows: ROWS + 1 })
    expect((await store.countWindows(dataset, [WINDOW], EPOCHS)).get(WINDOW)).toEqual({ current: ROWS + 1, earlier: 0 })
  })
})
