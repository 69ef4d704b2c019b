import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWindowState } from './window-state'

let dir: string
const lines: string[] = []
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-window-'))
  lines.length = 0
})
afterEach(() => rm(dir, { recursive: true, force: true }))

it('keeps the state from start to start', async () => {
  const store = openWindowState(dir, (line) => lines.push(line))
  store.set({ ...store.value, theme: 'dark', zoomLevel: 1 })
  await store.saved()
  expect(openWindowState(dir, () => undefined).value).toMatchObject({ theme: 'dark', zoomLevel: 1 })
})

it('starts with the defaults when the file is damaged, and writes nothing without a change', async () => {
  await writeFile(join(dir, 'window.json'), '{')
  const store = openWindowState(dir, (line) => lines.push(line))
  store.set({ ...store.value })
  await store.saved()
  expect(store.value.theme).toBe('auto')
  expect(await readFile(join(dir, 'window.json'), 'utf8')).toBe('{')
})

it('goes on when it cannot be written', async () => {
  const store = openWindowState(join(dir, 'none'), (line) => lines.push(line))
  store.set({ ...store.value, theme: 'light' })
  await store.saved()
  expect(store.value.theme).toBe('light')
  expect(lines).toHaveLength(1)
})
