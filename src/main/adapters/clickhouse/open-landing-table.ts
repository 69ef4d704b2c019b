import type { LandingTable } from '@main/ports/landing-table'
import type { Connection } from './connection'
import { checkDelivered, type LandingSql, landingSql, naming } from './landing-sql'
import { quoted } from './quoted'
import { waitForInserts } from './wait-for-inserts'

/**
 * The landing tables. The open view copies rows on; the closed view refuses them. While both exist, closing has begun and rows may still
 * arrive: the table counts as closed, and the next call closes it again or opens it.
 */
export function clickHouseLandingTable(connection: Connection): LandingTable {
  const found = async ({ landing, open, closed }: LandingSql) => {
    const names = [landing, open, closed].map((name) => `'${name}'`).join(', ')
    const sql = `SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND name IN (${names})`
    const rows = await connection.rows<{ name: string; comment: string }>({ sql, params: {} })
    return new Map(rows.map(({ name, comment }) => [name, comment]))
  }
  const drop = (kind: 'TABLE' | 'VIEW', name: string) =>
    connection.command(`DROP ${kind} IF EXISTS ${quoted(name)} SYNC`)

  return {
    async isOpen(dataset, epochs) {
      const tables = landingSql(dataset, epochs)
      const there = await found(tables)
      return there.has(tables.landing) && there.get(tables.open) === tables.hash && !there.has(tables.closed)
    },

    async open(dataset, epochs) {
      checkDelivered(dataset)
      const tables = landingSql(dataset, epochs)
      const there = await found(tables)
      if (!there.has(tables.landing) || there.get(tables.open) !== tables.hash) {
        await drop('VIEW', tables.open)
        await drop('VIEW', tables.closed)
        await drop('TABLE', tables.landing)
        await connection.command(tables.createLanding)
        await connection.command(tables.createOpen)
      }
      await drop('VIEW', tables.closed)
    },

    async close(dataset) {
      const tables = landingSql(dataset, [])
      if (!(await found(tables)).has(tables.landing)) return
      await connection.command(tables.createClosed)
      await drop('VIEW', tables.open)
      const condition = `query_kind = 'Insert' AND match(query, {naming:String})`
      const reason = `an insert into ${tables.landing} does not end`
      await waitForInserts(connection, condition, { naming: naming(tables.landing) }, reason)
    },
  }
}
