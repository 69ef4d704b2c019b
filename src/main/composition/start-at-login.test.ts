import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoginItem, LoginOptions } from '@main/shell/login-item'
import { createFeed } from '@main/signals/feed'
import { Settings } from '@shared/model/settings'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followStartAtLogin } from './start-at-login'

let dir: string
let stop: AbortController
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-login-'))
  stop = new AbortController()
})
afterEach(() => rm(dir, { recursive: true }))

const settings = (startAtLogin: boolean) => Settings.parse({ desktop: { startAtLogin } })
const options = (platform: string): LoginOptions => ({
  platform,
  packaged: true,
  program: '/opt/millrace',
  home: '/none',
  configHome: dir,
  hidden: '--hidden',
})

it('changes the list of the system only with the setting', async () => {
  const feed = createFeed(settings(true))
  const set: LoginItem[] = []
  const run = followStartAtLogin(feed, options('darwin'), (item) => set.push(item), stop.signal)
  await new Promise((resolve) => setImmediate(resolve))
  expect(set).toEqual([])
  feed.publish(settings(false))
  await vi.waitFor(() => expect(set).toEqual([{ item: 'system', openAtLogin: false, args: ['--hidden'] }]))
  feed.publish({ ...settings(false) })
  stop.abort()
  await run
  expect(set).toHaveLength(1)
})

it('renews its entry in the autostart folder, and removes it', async () => {
  const feed = createFeed(settings(true))
  const run = followStartAtLogin(feed, options('linux'), () => undefined, stop.signal)
  const file = join(dir, 'autostart', 'millrace.desktop')
  await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain('Exec="/opt/millrace" --hidden'))
  feed.publish(settings(false))
  await vi.waitFor(async () => expect(await readdir(join(dir, 'autostart'))).toEqual([]))
  stop.abort()
  await run
})
