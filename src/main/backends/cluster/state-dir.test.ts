import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@main/adapters/clock/system-clock'
import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStateDir } from './state-dir'

const TOPIC = 'shop'
const kept = async () => true
const gone = async () => false
let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-state-'))
})
afterEach(() => rm(dir, { recursive: true }))

const newLog = async () => {
  const log = createMemoryEventLog(systemClock())
  await log.createTopic(TOPIC, 1)
  return log
}

it('is recognised by the mark in its log', async () => {
  const log = await newLog()
  const state = await openStateDir(dir)
  expect(await state.belongsTo(log, TOPIC, gone)).toBe(true)
  const again = await openStateDir(dir)
  expect(again.path).toBe(state.path)
  expect(await again.belongsTo(log, TOPIC, gone)).toBe(true)
})

it('continues with a new log if the reports of the removed one are still there, and starts fresh without them', async () => {
  const first = await openStateDir(dir)
  await first.belongsTo(await newLog(), TOPIC, gone)
  const second = await newLog()
  expect(await (await openStateDir(dir)).belongsTo(second, TOPIC, kept)).toBe(true)
  expect(await (await openStateDir(dir)).belongsTo(second, TOPIC, gone)).toBe(true)
  const third = await newLog()
  expect(await (await openStateDir(dir)).belongsTo(third, TOPIC, gone)).toBe(false)
  const next = await openStateDir(dir)
  expect(next.path).not.toBe(first.path)
  expect(await next.belongsTo(third, TOPIC, gone)).toBe(true)
})

it('finds the state of a log that was moved away and comes back', async () => {
  const [moved, other] = [await newLog(), await newLog()]
  const first = await openStateDir(dir)
  await first.belongsTo(moved, TOPIC, gone)
  await (await openStateDir(dir)).belongsTo(other, TOPIC, gone)
  const second = await openStateDir(dir)
  await second.belongsTo(other, TOPIC, gone)
  expect(await second.belongsTo(moved, TOPIC, gone)).toBe(false)
  expect((await openStateDir(dir)).path).toBe(first.path)
})
