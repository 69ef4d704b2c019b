import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tarOfFiles } from './tar-of-files'

it('is an archive that tar unpacks to the same texts', () => {
  const files = [
    { path: '/opt/airflow/dags/one.py', text: 'x = "ä"\n' },
    { path: '/etc/block', text: 'b'.repeat(512) },
    { path: '/etc/empty', text: '' },
    { path: '/etc/long', text: 'line\n'.repeat(1_000) },
  ]
  const dir = mkdtempSync(join(tmpdir(), 'millrace-tar-'))
  try {
    execFileSync('tar', ['-xf', '-', '-C', dir], { input: tarOfFiles(files) })
    for (const { path, text } of files) expect(readFileSync(join(dir, path), 'utf8')).toBe(text)
  } finally {
    rmSync(dir, { recursive: true })
  }
})

it('refuses a path that its header cannot hold', () => {
  expect(() => tarOfFiles([{ path: `/${'p'.repeat(101)}`, text: '' }])).toThrow('too long')
})
