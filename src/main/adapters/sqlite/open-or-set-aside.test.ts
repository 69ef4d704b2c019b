import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fault, FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEmbeddedBands } from './bands'
import { openEmbeddedDeadLetters } from './dead-letters'
import { openEventIntake } from './event-intake'
import { openEmbeddedLog } from './event-log'
import { openForeignRecordCounts } from './foreign-record-counts'
import { openEmbeddedIncidents } from './incidents'
import { openEmbeddedLedger } from './ledger'
import { openOrSetAside } from './open-or-set-aside'
import { openEmbeddedRegistry } from './registry'
import { tempDir } from './testing/temp-dir'

let temp: ReturnType<typeof tempDir>
let damages: Fault[]
const onDamage = (fault: Fault) => void damages.push(fault)

beforeEach(() => {
  temp = tempDir()
  damages = []
})
afterEach(() => temp.remove())

const OPEN: Record<string, () => Promise<{ close(): Promise<void> }>> = {
  positions: () => openEmbeddedLog(temp.dir, { maxBytes: 1e9, onDamage }),
  ledger: () => openEmbeddedLedger(temp.dir, onDamage),
  bands: () => openEmbeddedBands(temp.dir, onDamage),
  incidents: async () => (await openEmbeddedIncidents(temp.dir, onDamage)).store,
  'dead-letters': () => openEmbeddedDeadLetters(temp.dir, { onDamage }),
  'foreign-counts': () => openForeignRecordCounts(temp.dir, onDamage),
  intake: () => openEventIntake(temp.dir, { onDamage }),
}

const setAside = () => readdirSync(temp.dir).filter((name) => name.includes('.damaged-'))

describe.each(Object.keys(OPEN))('%s', (holds) => {
  const open = OPEN[holds] as (typeof OPEN)[string]
  const fileOf = () => join(temp.dir, `${holds}.sqlite`)

  it('is set aside when it is not a database, and created again', async () => {
    await (await open()).close()
    writeFileSync(fileOf(), 'no database, whatever it is. '.repeat(400))
    await (await open()).close()
    expect(damages).toMatchObject([{ code: 'file-damaged', holds, file: fileOf(), aside: expect.any(String) }])
    expect(setAside()).toHaveLength(1)
    expect(readFileSync(join(temp.dir, setAside()[0] as string), 'utf8')).toContain('no database')
    expect(damages.map(faultMessage).join()).toContain('set it aside as')
    await (await open()).close()
    expect(damages).toHaveLength(1)
  })

  it('is set aside when its pages are damaged', async () => {
    await (await open()).close()
    const bytes = readFileSync(fileOf())
    bytes.fill(0xff, 4_096)
    writeFileSync(fileOf(), bytes)
    await (await open()).close()
    expect(damages).toMatchObject([{ code: 'file-damaged', holds, aside: expect.any(String) }])
  })
})

it('is named when it is found damaged while in use, and is set aside at the next start', async () => {
  const file = join(temp.dir, 'bands.sqlite')
  const format = { version: 1, tables: 'CREATE TABLE thing (body BLOB)' }
  const opened = await openOrSetAside(file, format, onDamage)
  // More than the connection keeps in its cache.
  await opened.write(() => {
    const insert = opened.prepare('INSERT INTO thing VALUES (?)')
    for (let i = 0; i < 5_000; i++) insert.run(Buffer.alloc(2_000, 1))
  })
  opened.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const bytes = readFileSync(file)
  bytes.fill(0xff, 4_096)
  writeFileSync(file, bytes)
  const read = () => opened.prepare('SELECT sum(length(body)) FROM thing').all()
  const thrown = (() => {
    try {
      return read()
    } catch (error) {
      return error
    }
  })()
  expect(thrown).toBeInstanceOf(FaultError)
  expect((thrown as FaultError).fault).toMatchObject({ code: 'file-damaged', holds: 'bands', aside: null })
  expect(faultMessage((thrown as FaultError).fault)).toContain('Restart Millrace')
  await opened.close()
  await (await openEmbeddedBands(temp.dir, onDamage)).close()
  expect(damages).toMatchObject([{ code: 'file-damaged', holds: 'bands', aside: expect.any(String) }])
  expect(existsSync(`${file}.is-damaged`)).toBe(false)
})

it('is not moved by a command that only reads', async () => {
  const file = join(temp.dir, 'incidents.sqlite')
  writeFileSync(file, 'no database, whatever it is. '.repeat(400))
  await expect(openEmbeddedIncidents(temp.dir)).rejects.toMatchObject({ fault: { code: 'file-damaged', file } })
  expect(setAside()).toEqual([])
})

it('is never set aside if it is the schema registry or the log: without them the events cannot be read', async () => {
  await (await openEmbeddedRegistry(temp.dir)).close()
  for (const name of ['registry.sqlite', 'log.sqlite']) {
    writeFileSync(join(temp.dir, name), 'no database, whatever it is. '.repeat(400))
  }
  await expect(openEmbeddedRegistry(temp.dir)).rejects.toMatchObject({
    fault: { code: 'file-damaged', holds: 'registry', aside: null },
  })
  await expect(openEmbeddedLog(temp.dir, { maxBytes: 1e9, onDamage })).rejects.toMatchObject({
    fault: { code: 'log-damaged' },
  })
  expect(damages).toEqual([])
})

it('reports that a ledger set aside must be rebuilt, until that is done', async () => {
  const ledger = await openEmbeddedLedger(temp.dir, onDamage)
  expect(await ledger.needsRebuild()).toBe(false)
  await ledger.close()
  writeFileSync(join(temp.dir, 'ledger.sqlite'), 'no database, whatever it is. '.repeat(400))
  for (let start = 0; start < 2; start++) {
    const again = await openEmbeddedLedger(temp.dir, onDamage)
    expect(await again.needsRebuild()).toBe(true)
    if (start === 1) await again.rebuilt()
    expect(await again.needsRebuild()).toBe(start === 0)
    await again.close()
  }
})
