import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDataDir } from './data-dir'

describe.skipIf(process.platform === 'win32')('a data directory (modes of files do not exist on Windows)', () => {
  let parent: string
  let dir: string
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'millrace-modes-'))
    dir = join(parent, 'data')
  })
  afterEach(() => rmSync(parent, { recursive: true }))
  const modeOf = (...path: string[]) => (statSync(join(...path)).mode & 0o777).toString(8)

  it('is created for its owner only', async () => {
    await openDataDir(dir)
    expect(modeOf(dir)).toBe('700')
  })

  it('of an older version is closed to other users, with everything in it', async () => {
    await openDataDir(dir)
    mkdirSync(join(dir, 'log', 'deep'), { recursive: true, mode: 0o755 })
    writeFileSync(join(dir, 'log', 'deep', 'log.sqlite'), 'events', { mode: 0o644 })
    writeFileSync(join(parent, 'elsewhere'), 'of another program', { mode: 0o644 })
    symlinkSync(join(parent, 'elsewhere'), join(dir, 'link'))
    for (const path of [dir, join(dir, 'log'), join(dir, 'log', 'deep')]) chmodSync(path, 0o755)
    chmodSync(join(dir, 'log', 'deep', 'log.sqlite'), 0o644)
    chmodSync(join(parent, 'elsewhere'), 0o644)
    await openDataDir(dir)
    expect([modeOf(dir), modeOf(dir, 'log'), modeOf(dir, 'log', 'deep')]).toEqual(['700', '700', '700'])
    expect(modeOf(dir, 'log', 'deep', 'log.sqlite')).toBe('600')
    expect(modeOf(parent, 'elsewhere')).toBe('644')
  })

  it("is not changed if it holds other programs' files", async () => {
    mkdirSync(dir)
    chmodSync(dir, 0o755)
    writeFileSync(join(dir, 'letter.txt'), 'of its owner')
    chmodSync(join(dir, 'letter.txt'), 0o644)
    await openDataDir(dir)
    expect(modeOf(dir, 'letter.txt')).toBe('644')
    expect(readdirSync(dir)).toContain('millrace.json')
  })
})
