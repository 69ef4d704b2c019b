import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FaultError } from '@shared/model/fault'
import { Database } from './database'
import { isBusy } from './sqlite-fault'

const OPEN_WAIT_MS = 10_000

/** Committed data is on disk; on macOS only with `fullfsync`. */
const DURABLE = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON'

export interface DatabaseFormat {
  /** Stored in the file. A file with a higher version was written by a newer Millrace and is not changed. */
  readonly version: number
  /** Pragmas that only work on a new, empty file. */
  readonly whenNew?: string
  /** Pragmas of every connection. */
  readonly pragmas?: string
  readonly tables: string
  /** The upgrade from each version to the next one. It runs once, in a transaction. */
  readonly upgrades?: Readonly<Record<number, string>>
}

/**
 * Opens or creates the file. Any number of threads may do so at once. Throws `data-dir-newer`, `data-dir-not-writable`, `log-damaged`,
 * `disk-full`.
 */
export async function openDatabase(file: string, format: DatabaseFormat): Promise<Database> {
  makeDirectory(dirname(file))
  const database = new Database(file)
  try {
    await prepare(database, format)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

async function prepare(database: Database, format: DatabaseFormat): Promise<void> {
  const deadline = performance.now() + OPEN_WAIT_MS
  for (;;) {
    try {
      refuseNewer(database, format)
      if (database.pragma('user_version') === 0) database.exec(format.whenNew ?? '')
      database.exec(`${DURABLE}; ${format.pragmas ?? ''}`)
      break
    } catch (error) {
      // Switching to WAL does not wait for the lock: a second thread that opens a new file gets an error here.
      if (!isBusy(error) || performance.now() > deadline) throw error
      await sleep(5)
    }
  }
  if (database.pragma('user_version') === format.version) return
  await database.write(() => {
    const found = database.pragma('user_version')
    if (found === 0) database.exec(format.tables)
    else for (let from = found; from < format.version; from++) database.exec(format.upgrades?.[from] ?? '')
    database.exec(`PRAGMA user_version = ${format.version}`)
  })
}

function refuseNewer(database: Database, { version }: DatabaseFormat): void {
  const dir = dirname(database.file)
  const found = database.pragma('user_version')
  if (found > version) throw new FaultError({ code: 'data-dir-newer', dir, found, supported: version })
}

function makeDirectory(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
    if (reason === 'ENOSPC') throw new FaultError({ code: 'disk-full', dir }, { cause: error })
    throw new FaultError({ code: 'data-dir-not-writable', dir, reason }, { cause: error })
  }
}
