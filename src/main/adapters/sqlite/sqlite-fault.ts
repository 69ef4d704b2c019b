import { basename, dirname } from 'node:path'
import { type Fault, FaultError } from '@shared/model/fault'

/** Primary result codes, https://sqlite.org/rescode.html */
const BUSY = 5
const NO_PERMISSION = 3
const READ_ONLY = 8
const DISK_IO = 10
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

type Holds = Extract<Fault, { code: 'file-damaged' }>['holds']

const HOLDS: Readonly<Record<string, Holds>> = {
  'positions.sqlite': 'positions',
  'ledger.sqlite': 'ledger',
  'bands.sqlite': 'bands',
  'incidents.sqlite': 'incidents',
  'dead-letters.sqlite': 'dead-letters',
  'foreign-counts.sqlite': 'foreign-counts',
  'intake.sqlite': 'intake',
  'registry.sqlite': 'registry',
}

/** The fault names the file, because the remedy for a damaged log does not help other files. */
export function damage(file: string, reason: string, aside: string | null = null): Fault {
  const holds = HOLDS[basename(file)]
  return holds === undefined
    ? { code: 'log-damaged', file, reason }
    : { code: 'file-damaged', file, holds, reason, aside }
}

interface SqliteError extends Error {
  readonly errcode: number
  readonly errstr: string
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
}

/** The extended code's low byte is the kind of error. */
function kindOf(error: SqliteError): number {
  return error.errcode & 0xff
}

/** Another connection holds the lock: a retry can succeed. */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && kindOf(error) === BUSY
}

/** The fault for an error of SQLite, or the error itself when there is no fault for it. */
export function sqliteFault(error: unknown, file: string): unknown {
  if (!isSqliteError(error)) return error
  const dir = dirname(file)
  const options = { cause: error }
  switch (kindOf(error)) {
    case FULL:
      return new FaultError({ code: 'disk-full', dir }, options)
    case DISK_IO:
      return new FaultError({ code: 'disk-error', dir, reason: `${basename(file)}: ${error.errstr}` }, options)
    case READ_ONLY:
    case CANNOT_OPEN:
    case NO_PERMISSION:
      return new FaultError(
        { code: 'data-dir-not-writable', dir, reason: `${basename(file)}: ${error.errstr}` },
        options,
      )
    case CORRUPT:
    case NOT_A_DATABASE:
      return new FaultError(damage(file, error.errstr), options)
    default:
      return error
  }
}
