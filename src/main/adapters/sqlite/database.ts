import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { markDamage } from './damage-mark'
import { isBusy, sqliteFault } from './sqlite-fault'

/** How long a reader waits while another connection recovers or closes the file. */
const READ_WAIT_MS = 5_000
/** How long a writer waits for its turn. The wait does not block the thread. */
const WRITE_WAIT_MS = 30_000

/** A prepared statement whose rows have the shape `Row`; its SQL names the columns. */
export interface Query<Row> {
  get(...values: SQLInputValue[]): Row | undefined
  all(...values: SQLInputValue[]): Row[]
  run(...values: SQLInputValue[]): void
}

/** One connection to one file. Errors are thrown as faults where one exists. */
export class Database {
  readonly #connection: DatabaseSync
  #lastWrite: Promise<unknown> = Promise.resolve()

  constructor(readonly file: string) {
    this.#connection = this.#guard(() => new DatabaseSync(file, { timeout: READ_WAIT_MS }))
  }

  prepare<Row>(sql: string): Query<Row> {
    const statement: StatementSync = this.#guard(() => this.#connection.prepare(sql))
    return {
      get: (...values) => this.#guard(() => statement.get(...values) as Row | undefined),
      all: (...values) => this.#guard(() => statement.all(...values) as Row[]),
      run: (...values) => this.#guard(() => void statement.run(...values)),
    }
  }

  exec(sql: string): void {
    this.#guard(() => this.#connection.exec(sql))
  }

  pragma(name: string): number {
    const row = this.#guard(() => this.#connection.prepare(`PRAGMA ${name}`).get())
    return Number(Object.values(row ?? {})[0] ?? 0)
  }

  /**
   * Runs `work` as one transaction, all or nothing; resolves once it is committed. Writes of one connection run in the order of the calls.
   * `work` is synchronous, so that no other write can get into the transaction.
   */
  write<Result>(work: () => Result): Promise<Result> {
    const turn = this.#lastWrite.then(() => this.#transaction(work))
    this.#lastWrite = turn.catch(() => undefined)
    return turn
  }

  /** Waits for pending writes, then closes. */
  async close(): Promise<void> {
    await this.#lastWrite
    if (this.#connection.isOpen) this.#connection.close()
  }

  async #transaction<Result>(work: () => Result): Promise<Result> {
    await this.#begin()
    try {
      const result = work()
      this.#connection.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK')
      throw markDamage(sqliteFault(error, this.file))
    }
  }

  async #begin(): Promise<void> {
    const deadline = performance.now() + WRITE_WAIT_MS
    for (;;) {
      try {
        // SQLite's own waiting would block the thread, and the window with it if this is the main thread.
        this.#connection.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE')
        return
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw markDamage(sqliteFault(error, this.file))
      } finally {
        this.#connection.exec(`PRAGMA busy_timeout = ${READ_WAIT_MS}`)
      }
      await sleep(1 + Math.random() * 4)
    }
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (error) {
      throw markDamage(sqliteFault(error, this.file))
    }
  }
}
