import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { readAll } from '@main/ports/contracts/testing/log-records'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openEmbeddedLog } from './event-log'
import { bundle } from './testing/bundle'
import { tempDir } from './testing/temp-dir'

const KILLS = 5
const BATCH = 50
const MAX_BYTES = 1_000_000_000

/** Appends batch after batch, and after each prints the batch count in the source's mark. */
const APPENDER = `
import { openEmbeddedLog } from '@main/adapters/sqlite/event-log'
const [dir, batches] = process.argv.slice(2)
const log = await openEmbeddedLog(dir, { maxBytes: ${MAX_BYTES} })
await log.createTopic('shop', 3)
let n = Number((await log.progress('source')) ?? 0)
console.log('ready')
for (const last = n + Number(batches); n < last; n++) {
  const records = Array.from({ length: ${BATCH} }, (_, i) => {
    const text = Buffer.from(String(n * ${BATCH} + i))
    return { key: text, value: text, eventTime: 0 }
  })
  await log.append('shop', records, { id: 'source', produced: new Map([[0, ${BATCH}]]), progress: String(n + 1) })
  console.log(n + 1)
}
await log.close()
`

const { dir, remove } = tempDir()
let appender: string
beforeAll(async () => {
  appender = await bundle(dir, APPENDER)
}, 30_000)
afterAll(remove)

it('has every acknowledged batch, and no partial one, after each of several kills', async () => {
  const data = join(dir, 'killed')
  for (let kill = 1; kill <= KILLS; kill++) {
    const child = spawn(process.execPath, [appender, data, '1000000'])
    const acknowledged = await killAfter(child, 20 + 37 * kill)
    const log = await openEmbeddedLog(data, { maxBytes: MAX_BYTES })
    const kept = Number(await log.progress('source'))
    expect(kept).toBeGreaterThanOrEqual(acknowledged)
    expect(acknowledged).toBeGreaterThan(0)
    const values = (await readAll(log, 'shop')).map((record) => Number(Buffer.from(record.value).toString()))
    expect(values.sort((a, b) => a - b)).toEqual(Array.from({ length: kept * BATCH }, (_, i) => i))
    expect((await log.windowCounts('shop', 0)).windows).toMatchObject([
      { start: 0, produced: kept * BATCH, logged: kept * BATCH },
    ])
    await log.close()
  }
  const file = new DatabaseSync(join(data, 'log.sqlite'))
  expect(Object.values(file.prepare('PRAGMA integrity_check').get() ?? {})).toEqual(['ok'])
  file.close()
}, 60_000)

it('lets one thread append while another reads, commits, counts and removes old records', async () => {
  const data = join(dir, 'threads')
  const batches = 300
  const log = await openEmbeddedLog(data, { maxBytes: MAX_BYTES })
  await log.createTopic('shop', 3)
  const worker = new Worker(appender, { argv: [data, String(batches)], stdout: true })
  const ended = once(worker, 'exit')
  let next: readonly number[] = [0, 0, 0]
  let read = 0
  const deadline = Date.now() + 30_000
  while (read < batches * BATCH && Date.now() < deadline) {
    const from = next
    const { records, next: reached } = await log.read('shop', from, 500)
    for (const partition of [0, 1, 2]) {
      const offsets = records.filter((record) => record.partition === partition).map((record) => record.offset)
      expect(offsets).toEqual(offsets.map((_, i) => (from[partition] as number) + i))
      expect(reached[partition]).toBe((from[partition] as number) + offsets.length)
    }
    next = reached
    read += records.length
    await log.commit('shop', next)
    await log.windowCounts('shop', 0)
    if (read % 3 === 0) await log.retain('shop', { maxBytes: 100_000, maxAgeMs: 1e12 })
    if (records.length === 0) await log.waitForAppend(1_000, new AbortController().signal)
  }
  expect(read).toBe(batches * BATCH)
  expect(await ended).toEqual([0])
  expect((await log.windowCounts('shop', 0)).windows[0]?.logged).toBe(batches * BATCH)
  await log.close()
}, 60_000)

/** Kills the process `ms` after its first batch, in the middle of its work; resolves with the last batch that it acknowledged. */
async function killAfter(child: ChildProcessWithoutNullStreams, ms: number): Promise<number> {
  let last = 0
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') continue
    // Time counts from the first batch: on a busy machine it may come late.
    if (last === 0) setTimeout(() => child.kill('SIGKILL'), ms)
    last = Number(line)
  }
  const [, signal] = await ended
  expect(signal).toBe('SIGKILL')
  return last
}
