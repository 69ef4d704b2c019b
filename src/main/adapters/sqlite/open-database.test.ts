import { chmodSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { faultCode } from '@main/ports/contracts/fault-code'
import { expect, it, onTestFinished } from 'vitest'
import { Database } from './database'
import { openDatabase } from './open-database'
import { tempDir } from './testing/temp-dir'

const FORMAT = { version: 2, tables: 'CREATE TABLE thing (id INTEGER PRIMARY KEY, body BLOB)' }

function newFile(name = 'a.sqlite') {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  return join(dir, name)
}

it('creates the file, its directory and its tables', async () => {
  const file = newFile('deep/er/a.sqlite')
  const database = await openDatabase(file, FORMAT)
  await database.write(() => database.exec('INSERT INTO thing (id) VALUES (1)'))
  await database.close()
  const again = await openDatabase(file, FORMAT)
  expect(again.prepare('SELECT id FROM thing').all()).toEqual([{ id: 1 }])
  await again.close()
})

it('leaves a file of a newer version unchanged', async () => {
  const file = newFile()
  const newer = new DatabaseSync(file)
  newer.exec('PRAGMA user_version = 3; CREATE TABLE other (a)')
  newer.close()
  const before = readFileSync(file)
  await expect(openDatabase(file, FORMAT)).rejects.toMatchObject({
    fault: { code: 'data-dir-newer', found: 3, supported: 2 },
  })
  expect(readFileSync(file).equals(before)).toBe(true)
})

it('reports a file that is not a database as damaged', async () => {
  const file = newFile()
  writeFileSync(file, 'this is text, and more of it than a header has: '.repeat(100))
  await expect(openDatabase(file, FORMAT)).rejects.toMatchObject({ fault: { code: 'log-damaged', file } })
})

it('reports a file with damaged pages', async () => {
  const file = newFile()
  const database = await openDatabase(file, FORMAT)
  await database.write(() => {
    const insert = database.prepare('INSERT INTO thing (body) VALUES (?)')
    for (let i = 0; i < 500; i++) insert.run(Buffer.alloc(500, i))
  })
  await database.close()
  const bytes = readFileSync(file)
  bytes.fill(0xff, 4096, bytes.length)
  writeFileSync(file, bytes)
  expect(await faultCode(readThings(file))).toBe('log-damaged')
})

it('reports a truncated file as damaged', async () => {
  const file = newFile()
  const database = await openDatabase(file, FORMAT)
  await database.write(() => database.prepare('INSERT INTO thing (body) VALUES (?)').run(Buffer.alloc(100_000, 1)))
  await database.close()
  truncateSync(file, 20_000)
  expect(await faultCode(readThings(file))).toBe('log-damaged')
})

it('reports a directory that it cannot write to', async () => {
  const { dir, remove } = tempDir()
  onTestFinished(remove)
  const inTheWay = join(dir, 'file')
  writeFileSync(inTheWay, '')
  expect(await faultCode(openDatabase(join(inTheWay, 'a.sqlite'), FORMAT))).toBe('data-dir-not-writable')
  expect(await faultCode(openDatabase(dir, FORMAT))).toBe('data-dir-not-writable')
})

it.skipIf(process.getuid?.() === 0)('reports a read-only file', async () => {
  const file = newFile()
  await (await openDatabase(file, FORMAT)).close()
  chmodSync(file, 0o400)
  const database = new Database(file)
  onTestFinished(() => database.close())
  expect(await faultCode(database.write(() => database.exec('INSERT INTO thing (id) VALUES (1)')))).toBe(
    'data-dir-not-writable',
  )
})

it('reports a full disk, keeps nothing of the write, and continues when there is space', async () => {
  const database = await openDatabase(newFile(), FORMAT)
  onTestFinished(() => database.close())
  const fill = () =>
    database.write(() => {
      const insert = database.prepare('INSERT INTO thing (body) VALUES (?)')
      for (let i = 0; i < 100; i++) insert.run(Buffer.alloc(10_000))
    })
  database.exec('PRAGMA max_page_count = 50')
  expect(await faultCode(fill())).toBe('disk-full')
  expect(database.prepare('SELECT count(*) AS n FROM thing').get()).toEqual({ n: 0 })
  database.exec('PRAGMA max_page_count = 100000')
  await fill()
  expect(database.prepare('SELECT count(*) AS n FROM thing').get()).toEqual({ n: 100 })
})

it('waits for another writer without blocking its thread', async () => {
  const file = newFile()
  const database = await openDatabase(file, FORMAT)
  onTestFinished(() => database.close())
  const other = new DatabaseSync(file)
  other.exec('BEGIN IMMEDIATE; INSERT INTO thing (id) VALUES (1)')
  const written = database.write(() => database.exec('INSERT INTO thing (id) VALUES (2)'))
  let turns = 0
  while (turns < 20) {
    await new Promise((resolve) => setImmediate(resolve))
    turns++
  }
  other.exec('COMMIT')
  await written
  expect(database.prepare('SELECT id FROM thing').all()).toEqual([{ id: 1 }, { id: 2 }])
  other.close()
})

it('writes in the order of the calls', async () => {
  const file = newFile()
  const database = await openDatabase(file, FORMAT)
  onTestFinished(() => database.close())
  const order: number[] = []
  await Promise.all([1, 2, 3, 4].map((n) => database.write(() => order.push(n))))
  expect(order).toEqual([1, 2, 3, 4])
})

it('can be created by many connections at once', async () => {
  const file = newFile()
  const opened = await Promise.all(Array.from({ length: 8 }, () => openDatabase(file, FORMAT)))
  for (const database of opened) expect(database.prepare('SELECT * FROM thing').all()).toEqual([])
  await Promise.all(opened.map((database) => database.close()))
})

async function readThings(file: string): Promise<void> {
  const database = await openDatabase(file, FORMAT)
  try {
    database.prepare('SELECT * FROM thing').all()
  } finally {
    await database.close()
  }
}
