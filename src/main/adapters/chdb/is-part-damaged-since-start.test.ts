import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { isPartDamagedSinceStart } from './is-part-damaged-since-start'

const STARTED = Date.UTC(2026, 0, 5, 12)

/** The folder of a part that was written this many `seconds` after the engine had started. */
function part(seconds: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'millrace part '))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const time = new Date(STARTED + seconds * 1_000)
  utimesSync(dir, time, time)
  return dir
}
const empty = (dir: string) =>
  `Empty marks file '${dir}/data.cmrk4': 0, must be: 496: (while reading from part ${dir}/ in table default.user_interactions (b75c)`

it('detects a part that the engine wrote and cannot read', () => {
  expect(isPartDamagedSinceStart(empty(part(5)), STARTED)).toBe(true)
})

it('ignores a part from before the start: a restart does not change it', () => {
  expect(isPartDamagedSinceStart(empty(part(-5)), STARTED)).toBe(false)
})

it('ignores errors that are no damage, errors that name no part, and a missing part', () => {
  const dir = part(5)
  expect(
    isPartDamagedSinceStart(`Memory limit exceeded: (while reading from part ${dir}/ in table default.t (b)`, STARTED),
  ).toBe(false)
  expect(isPartDamagedSinceStart('Syntax error', STARTED)).toBe(false)
  expect(isPartDamagedSinceStart(empty('/nowhere/20260105_1_1_0'), STARTED)).toBe(false)
})
