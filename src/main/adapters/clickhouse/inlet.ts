import { setTimeout as sleep } from 'node:timers/promises'
import type { Inlet } from '@main/ports/inlet'
import { FaultError } from '@shared/model/fault'
import type { Connection } from './connection'
import { type InletTables, inletTables, naming } from './inlet-tables'
import { quoted } from './table'

const LOOK_MS = 100
const PATIENCE_MS = 30_000

/**
 * The inlets' tables. The open view takes rows further; the closed one refuses them. While both are there, closing has begun and rows
 * may still come in: it counts as closed, and is closed again, or opened, by whoever comes next.
 */
export function clickHouseInlet(connection: Connection): Inlet {
  const found = async ({ inlet, open, closed }: InletTables) => {
    const names = [inlet, open, closed].map((name) => `'${name}'`).join(', ')
    const sql = `SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND name IN (${names})`
    const rows = await connection.rows<{ name: string; comment: string }>({ sql, params: {} })
    return new Map(rows.map(({ name, comment }) => [name, comment]))
  }
  const drop = (kind: 'TABLE' | 'VIEW', name: string) =>
    connection.command(`DROP ${kind} IF EXISTS ${quoted(name)} SYNC`)

  const insertsEnded = async ({ inlet }: InletTables) => {
    const sql = `SELECT toString(count()) AS inserts FROM system.processes WHERE query_kind = 'Insert' AND match(query, {naming:String})`
    for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
      const [running] = await connection.rows<{ inserts: string }>({ sql, params: { naming: naming(inlet) } })
      if (Number(running?.inserts ?? 0) === 0) return
      await sleep(LOOK_MS)
    }
    throw new FaultError({ code: 'store-unavailable', reason: `an insert into ${inlet} does not end` })
  }

  return {
    async isOpen(dataset, epochs) {
      const tables = inletTables(dataset, epochs)
      const there = await found(tables)
      return there.has(tables.inlet) && there.get(tables.open) === tables.hash && !there.has(tables.closed)
    },

    async open(dataset, epochs) {
      const tables = inletTables(dataset, epochs)
      const there = await found(tables)
      if (!there.has(tables.inlet) || there.get(tables.open) !== tables.hash) {
        await drop('VIEW', tables.open)
        await drop('VIEW', tables.closed)
        await drop('TABLE', tables.inlet)
        await connection.command(tables.createInlet)
        await connection.command(tables.createOpen)
      }
      await drop('VIEW', tables.closed)
    },

    async close(dataset) {
      const tables = inletTables(dataset, [])
      if (!(await found(tables)).has(tables.inlet)) return
      await connection.command(tables.createClosed)
      await drop('VIEW', tables.open)
      await insertsEnded(tables)
    },
  }
}
