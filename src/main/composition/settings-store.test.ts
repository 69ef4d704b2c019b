import type { Documents } from '@main/ports/documents'
import { expect, it } from 'vitest'
import { openSettings } from './settings-store'

const documents = (kept: unknown) => {
  const written: unknown[] = []
  const fake: Documents = {
    path: (name) => name,
    read: async () => kept,
    write: async (_, value) => void written.push(value),
  }
  return { fake, written }
}

it('gives settings that an earlier version saved the defaults of the desktop app', async () => {
  const { fake, written } = documents({ producer: { seed: 7 } })
  const settings = await openSettings(fake)
  expect(settings.feed.value.desktop).toEqual({ keepRunning: true, startAtLogin: false })
  await settings.change({ desktop: { startAtLogin: true } })
  expect(settings.feed.value.desktop).toEqual({ keepRunning: true, startAtLogin: true })
  expect(written.at(-1)).toMatchObject({ producer: { seed: 7 }, desktop: { keepRunning: true, startAtLogin: true } })
})
