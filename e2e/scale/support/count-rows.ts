import { openHttp } from '@main/adapters/undici/http'
import type { StoreAddress } from '@main/ports/store'

export interface CountedRows {
  readonly rows: number
  /** Different places in the log, and different events: as many as rows when nothing is stored twice. */
  readonly positions: number
  readonly events: number
}

/** Counted with plain SQL, without any code of the pipeline. */
export async function countRows({ url, username, password, tls }: StoreAddress, table: string): Promise<CountedRows> {
  const http = openHttp({ tls })
  try {
    const place = '`@log_epoch`, `@log_partition`, `@log_offset`'
    const sql = `SELECT count() AS rows, uniqExact(${place}) AS positions, uniqExact(event_id) AS events FROM ${table} FORMAT JSONEachRow`
    const headers = { 'x-clickhouse-user': username, 'x-clickhouse-key': password }
    const answer = await http.fetch(url, { method: 'POST', headers, body: sql })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(text)
    const { rows, positions, events } = JSON.parse(text) as Record<keyof CountedRows, unknown>
    return { rows: Number(rows), positions: Number(positions), events: Number(events) }
  } finally {
    await http.close()
  }
}
