import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chdbSupport } from '../chdb/chdb-support'
import { placementOf } from './placement'
import { prepareTable } from './prepare-table'
import { usageQuery } from './queries'
import { tableOf } from './table'
import { type EmbeddedStore, openEmbeddedStore } from './testing/embedded-store'
import { plainDataset } from './testing/plain-dataset'

const cluster = placementOf({ cluster: 'events cluster', database: 'default' })
const dataset = plainDataset('orders')
/** Rows from before show the field's default. */
const OLD_ROWS = "DEFAULT CAST('0' AS Int32)"

/** The embedded engine is one server, so no statement for a cluster runs here: its own parser says whether each is valid. */
describe.skipIf(chdbSupport() !== null)('The statements for a cluster', () => {
  let embedded: EmbeddedStore
  beforeAll(async () => {
    embedded = await openEmbeddedStore()
  })
  afterAll(() => embedded.close())

  const parsed = async (sql: string) =>
    (await embedded.sql(`SELECT formatQuery('${sql.replace(/[\\']/g, '\\$&')}')`)).replace(/\s+/g, ' ')

  it('are valid for the engine’s own parser', async () => {
    const table = tableOf(dataset, cluster)
    expect(await parsed(table.create(30))).toContain('ENGINE = ReplicatedMergeTree(')
    expect(await parsed(table.createDistributed())).toContain('ENGINE = Distributed(')
    const usage = usageQuery(cluster, dataset.name)
    expect(await parsed(usage.sql)).toContain('system.parts')
    await expect(parsed('CREATE TABLE t ON CLUSTER (')).rejects.toThrow(/Syntax error/i)
  })

  it('create both tables once, and later change both', async () => {
    const said: string[] = []
    const there = new Map<string, { name: string; type: string }[]>()
    const own = tableOf(dataset).columns
    const connection = {
      placement: cluster,
      async command(sql: string) {
        said.push(sql)
        const created = /^CREATE TABLE IF NOT EXISTS `(\w+)`/.exec(sql)?.[1]
        if (created) there.set(created, [...own])
      },
      async rows<T>({ sql, params }: { sql: string; params: Readonly<Record<string, string | number>> }): Promise<T[]> {
        if (sql.includes('system.columns')) return (there.get(String(params.table)) ?? []) as T[]
        return [{ engine: 'toIntervalDay(30)' }] as T[]
      },
    }
    const landing = { close: async () => undefined }
    const prepare = (changed = dataset) => prepareTable(connection as never, landing, changed, 30)
    await prepare()
    expect(said.map((sql) => sql.split(' (')[0])).toEqual([
      'CREATE TABLE IF NOT EXISTS `orders_local` ON CLUSTER `events cluster`',
      'CREATE TABLE IF NOT EXISTS `orders` ON CLUSTER `events cluster`',
    ])
    said.length = 0
    await prepare()
    expect(said).toEqual([])
    await prepare(plainDataset('orders', [{ name: 'more', type: 'int', default: 0 }]))
    expect(said).toEqual([
      `ALTER TABLE \`orders_local\` ON CLUSTER \`events cluster\` ADD COLUMN \`more\` Int32 ${OLD_ROWS}`,
      `ALTER TABLE \`orders\` ON CLUSTER \`events cluster\` ADD COLUMN \`more\` Int32 ${OLD_ROWS}`,
    ])
    for (const sql of said) expect(await parsed(sql)).toContain('ADD COLUMN')
  })
})
