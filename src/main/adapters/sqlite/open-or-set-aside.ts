import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import { type Fault, FaultError } from '@shared/model/fault'
import { DAMAGE_MARK } from './damage-mark'
import type { Database } from './database'
import { type DatabaseFormat, openDatabase } from './open-database'
import { damage } from './sqlite-fault'

/** A file up to this size is checked completely each time it is opened, which takes a tenth of a second. */
const CHECKED_BYTES = 64 * 1024 * 1024

export type OnDamage = (fault: Fault) => void

/**
 * Opens a file that Millrace can work without. A damaged file is renamed with the current time, a new one is created, and `onDamage` is
 * called. Without `onDamage`, or in a thread that is not the first to open the file, damage is thrown as an error.
 */
export async function openOrSetAside(
  file: string,
  format: DatabaseFormat,
  onDamage: OnDamage | undefined,
  before: () => void = () => undefined,
): Promise<Database> {
  const may = onDamage !== undefined && isMainThread
  if (may && existsSync(file + DAMAGE_MARK)) {
    before()
    onDamage(setAside(file, readFileSync(file + DAMAGE_MARK, 'utf8')))
  }
  try {
    return await openChecked(file, format, may)
  } catch (thrown) {
    if (!may || !(thrown instanceof FaultError) || thrown.fault.code !== 'file-damaged') throw thrown
    before()
    onDamage(setAside(file, thrown.fault.reason))
    return openDatabase(file, format)
  }
}

async function openChecked(file: string, format: DatabaseFormat, check: boolean): Promise<Database> {
  const database = await openDatabase(file, format)
  if (!check || statSync(file).size > CHECKED_BYTES) return database
  try {
    const [found] = database.prepare<{ quick_check: string }>('PRAGMA quick_check(1)').all()
    const problem = found?.quick_check ?? 'ok'
    if (problem !== 'ok') throw new FaultError(damage(file, problem))
    return database
  } catch (thrown) {
    await database.close()
    throw thrown
  }
}

function setAside(file: string, reason: string): Fault {
  const aside = `${file}.damaged-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`
  for (const part of ['', '-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, aside + part)
  rmSync(file + DAMAGE_MARK, { force: true })
  return damage(file, reason, aside)
}
