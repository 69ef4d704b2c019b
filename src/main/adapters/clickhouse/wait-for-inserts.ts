import { pollUntil } from '@shared/lib/poll-until'
import { FaultError } from '@shared/model/fault'
import type { Connection } from './connection'
import type { Query } from './queries'

const POLLING = { everyMs: 100, withinMs: 30_000 } as const

/** Waits until no insert runs on the server that meets the condition. Throws `store-unavailable` with `reason` when one does not end. */
export async function waitForInserts(
  connection: Connection,
  condition: string,
  params: Query['params'],
  reason: string,
): Promise<void> {
  const sql = `SELECT toString(count()) AS inserts FROM ${connection.placement.ofServers('system.processes')} WHERE ${condition}`
  const ended = async () => {
    const [running] = await connection.rows<{ inserts: string }>({ sql, params })
    return Number(running?.inserts ?? 0) === 0
  }
  if (!(await pollUntil(ended, POLLING))) throw new FaultError({ code: 'store-unavailable', reason })
}
