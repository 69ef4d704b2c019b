import { FaultError } from '@shared/model/fault'
import type { Database } from './database'

const BYTES = 1_000_000
const PAGE_BYTES = 4_096

/**
 * Makes the file and its journal larger than they need to be, so that small writes succeed on a full disk: about a hundred alarms and
 * messages. SQLite fills the free pages of a file before the file grows, and a journal from its beginning after each checkpoint. Without
 * room, it does nothing.
 */
export async function reserveRoom(database: Database): Promise<void> {
  try {
    database.exec('CREATE TABLE IF NOT EXISTS room (filling BLOB NOT NULL)')
    const put = database.prepare('INSERT INTO room VALUES (zeroblob(?))')
    const clear = database.prepare('DELETE FROM room')
    await database.write(() => put.run(BYTES))
    await database.write(() => clear.run())
    // The journal restarts before it reaches its reserved size.
    database.exec(`PRAGMA wal_autocheckpoint = ${Math.floor(BYTES / PAGE_BYTES / 2)}; PRAGMA wal_checkpoint(RESTART)`)
  } catch (thrown) {
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'disk-full') throw thrown
  }
}
