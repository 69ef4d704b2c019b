import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { folderReplayUploads } from '@main/adapters/folder/replay-uploads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepPipe, replayInputs } from './replay-inputs'

describe('what a replay reads', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-inputs-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  const namedPipe = () => {
    const path = join(dir, 'pipe')
    execFileSync('mkfifo', [path])
    return { name: 'pipe', path, isPipe: true }
  }

  it('are files, standard input, and the files of a pattern in alphabetical order', async () => {
    for (const name of ['b.log', 'a.log', 'a[1].log']) await writeFile(join(dir, name), 'x\n')
    const names = async (...args: string[]) => (await replayInputs(args)).map(({ name }) => name)
    expect(await names(join(dir, 'b.log'), '-', join(dir, '*.log'))).toEqual([
      'b.log',
      'standard input',
      'a.log',
      'a[1].log',
      'b.log',
    ])
    expect(await names(join(dir, 'a[1].log'))).toEqual(['a[1].log'])
    await expect(replayInputs([join(dir, '*.txt')])).rejects.toMatchObject({ fault: { code: 'replay-file-missing' } })
  })

  it.skipIf(process.getuid?.() === 0)('are left to the reader when nothing is known of them', async () => {
    await mkdir(join(dir, 'locked'))
    await chmod(join(dir, 'locked'), 0)
    const path = join(dir, 'locked', 'a.log')
    expect(await replayInputs([path])).toEqual([{ name: 'a.log', path, isPipe: false }])
    await chmod(join(dir, 'locked'), 0o700)
  })

  it.skipIf(process.platform === 'win32')('are kept when they come out of a pipe', async () => {
    const pipe = namedPipe()
    const uploads = folderReplayUploads(join(dir, 'uploads'))
    const kept = keepPipe(pipe, 'a', uploads, new AbortController().signal)
    await writeFile(pipe.path, 'one\ntwo\n')
    await kept
    expect(await readFile(uploads.path('a'), 'utf8')).toBe('one\ntwo\n')
  })

  it.skipIf(process.platform === 'win32')('end on abort, even if nothing is written to the pipe', async () => {
    const end = new AbortController()
    const kept = keepPipe(namedPipe(), 'a', folderReplayUploads(join(dir, 'uploads')), end.signal)
    await Promise.race([kept.catch(() => undefined), sleep(100)])
    end.abort()
    await expect(kept).rejects.toThrow('aborted')
  })

  it('that cannot be read are reported with the reason', async () => {
    const kept = keepPipe(
      { name: 'pipe', path: join(dir, 'gone'), isPipe: true },
      'a',
      folderReplayUploads(dir),
      new AbortController().signal,
    )
    await expect(kept).rejects.toMatchObject({ fault: { code: 'replay-file-unreadable', file: 'pipe' } })
  })
})
