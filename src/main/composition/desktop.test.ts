import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPageActionQueue } from '@main/shell/page-action-queue'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDesktop, type OpenDesktop } from './desktop'

let dir: string
let desktop: OpenDesktop
const themes: string[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-desktop-'))
  desktop = createDesktop({
    info: () => ({ secrets: null, startAtLogin: null }),
    actions: createPageActionQueue(),
    onTheme: (theme) => themes.push(theme),
  })
})
afterEach(() => rm(dir, { recursive: true }))

it('gives the page the bytes of an opened file, in parts', async () => {
  const path = join(dir, 'access.log')
  await writeFile(path, 'x'.repeat(1_500_000))
  const file = await desktop.openFile({ path, kind: 'log' })
  expect(file).toMatchObject({ name: 'access.log', bytes: 1_500_000, kind: 'log' })
  const parts = [
    await desktop.read(file.id, 0),
    await desktop.read(file.id, 1_048_576),
    await desktop.read(file.id, 1_500_000),
  ]
  expect(parts.map(({ length }) => length)).toEqual([1_048_576, 451_424, 0])
})

it('opens files only, and says why something cannot be opened', async () => {
  await expect(desktop.openFile({ path: dir, kind: 'log' })).rejects.toThrow('is not a file')
  await expect(desktop.openFile({ path: join(dir, 'none'), kind: 'log' })).rejects.toThrow('ENOENT')
})

it('reads nothing but opened files', async () => {
  await expect(desktop.read('/etc/hostname', 0)).rejects.toMatchObject({ fault: { code: 'opened-file-gone' } })
  const path = join(dir, 'a.log')
  await writeFile(path, 'x')
  const { id } = await desktop.openFile({ path, kind: 'log' })
  await rm(path)
  await expect(desktop.read(id, 0)).rejects.toMatchObject({ fault: { file: 'a.log', reason: 'ENOENT' } })
})

it('forgets the oldest of many opened files', async () => {
  const path = join(dir, 'a.log')
  await writeFile(path, 'x')
  const first = await desktop.openFile({ path, kind: 'log' })
  for (let more = 0; more < 20; more++) await desktop.openFile({ path, kind: 'log' })
  await expect(desktop.read(first.id, 0)).rejects.toMatchObject({ fault: { code: 'opened-file-gone' } })
})

it('passes on the theme', () => {
  desktop.setTheme('dark')
  expect(themes).toEqual(['dark'])
})
