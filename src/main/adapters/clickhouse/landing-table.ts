import { setTimeout as sleep } from 'node:timers/promises'
import type { LandingTable } from '@main/ports/landing-table'
import { FaultError } from '@shared/model/fault'
import type { Connection } from './connection'
import { type LandingSql, landingSql, naming } from './landing-sql'
import { quoted } from './table'

const POLL_MS = 100
const PATIENCE_MS = 30_000

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

  const insertsEnded = async ({ landing }: LandingSql) => {
    const sql = `SELECT toString(count()) AS inserts FROM system.processes WHERE query_kind = 'Insert' AND match(query, {naming:String})`
    for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
      const [running] = await connection.rows<{ inserts: string }>({ sql, params: { naming: naming(landing) } })
      if (Number(running?.inserts ?? 0) === 0) return
      await sleep(POLL_MS)
    }
    throw new FaultError({ code: 'store-unavailable', reason: `an insert into ${landing} does not end` })
  }

  return {
    async isOpen(dataset, epochs) {
      const tables = landingSql(dataset, epochs)
      const there = await found(tables)
      return there.has(tables.landing) && there.get(tables.open) === tables.hash && !there.has(tables.closed)
    },

    async open(dataset, epochs) {
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
      await insertsEnded(tables)
    },
  }
}
