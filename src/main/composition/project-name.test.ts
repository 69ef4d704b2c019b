import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { defaultDataDir } from '../adapters/folder/data-dir'
import { projectName } from './project-name'

it('is the compose file’s own for the default data directory, and a different one for any other', () => {
  const usual = defaultDataDir(process.platform, {})
  expect(projectName('millrace', usual, {})).toBe('millrace')
  expect(projectName('millrace', '/tmp/elsewhere', {})).toMatch(/^millrace-[0-9a-f]{8}$/)
  expect(projectName('millrace', '/tmp/elsewhere', { MILLRACE_DATA_DIR: '/tmp/elsewhere' })).not.toBe('millrace')
  expect(projectName('millrace', '/tmp/elsewhere', {})).not.toBe(projectName('millrace', '/tmp/elsewhere2', {}))
  expect(projectName('millrace', usual, { MILLRACE_COMPOSE_PROJECT: 'mine' })).toBe('mine')
})

it('is the same for every path to the directory', () => {
  const dir = mkdtempSync(join(tmpdir(), 'millrace-project-'))
  symlinkSync(dir, `${dir}-link`)
  expect(projectName('millrace', `${dir}-link`, {})).toBe(projectName('millrace', dir, {}))
  rmSync(`${dir}-link`)
  rmSync(dir, { recursive: true })
})
