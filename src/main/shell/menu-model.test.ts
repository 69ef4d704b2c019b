import { SCREENS, type Screen } from '@shared/model/screen'
import { describe, expect, it } from 'vitest'
import type { MenuEntry } from './menu-entry'
import { aboutText, type MenuOptions, menuModel } from './menu-model'

const linux: MenuOptions = {
  platform: 'linux',
  packaged: true,
  documentation: 'https://example.org/docs',
  updates: true,
}
const mac: MenuOptions = { ...linux, platform: 'darwin' }
const entries = (options: MenuOptions) => menuModel(options).flatMap((menu) => menu.entries)
const label = (entry: MenuEntry) => (entry.kind === 'line' ? '-' : entry.kind === 'role' ? entry.role : entry.label)
const labels = (options: MenuOptions) => entries(options).map(label)

describe('the application menu', () => {
  it('has its own menu with About, Settings and Quit on macOS', () => {
    const [own] = menuModel(mac)
    expect(own?.label).toBe('Millrace')
    expect(own?.entries.map(label)).toEqual(expect.arrayContaining(['About Millrace', 'Settings…', 'Quit Millrace']))
    expect(menuModel(mac).map((menu) => menu.label)).toEqual([
      'Millrace',
      'File',
      'Edit',
      'Go',
      'Pipeline',
      'View',
      'Window',
      'Help',
    ])
  })

  it('looks for updates only where the build has a feed', () => {
    expect(labels(linux)).toContain('Check for updates…')
    expect(labels({ ...linux, updates: false })).not.toContain('Check for updates…')
  })

  it('has the same commands in File and Help elsewhere, each exactly once', () => {
    expect(menuModel(linux)[0]?.label).toBe('File')
    for (const name of ['About Millrace', 'Settings…', 'Quit Millrace']) {
      expect(labels(linux).filter((entry) => entry === name)).toHaveLength(1)
      expect(labels(mac).filter((entry) => entry === name)).toHaveLength(1)
    }
  })

  it('goes to every screen, the first nine with a digit', () => {
    const go = menuModel(linux).find((menu) => menu.label === 'Go')?.entries ?? []
    const apart: readonly Screen[] = ['live-window', 'settings']
    expect(go).toHaveLength(SCREENS.filter((screen) => !apart.includes(screen)).length)
    expect(go[0]).toEqual({
      kind: 'command',
      label: 'Pipeline',
      accelerator: 'CmdOrCtrl+1',
      run: { command: 'go', view: '#/pipeline' },
    })
    expect(go.filter((entry) => entry.kind === 'command' && entry.accelerator !== undefined)).toHaveLength(9)
  })

  it('uses no accelerator twice', () => {
    for (const options of [linux, mac]) {
      const used = entries(options).flatMap((entry) => (entry.kind === 'command' ? (entry.accelerator ?? []) : []))
      expect(new Set(used).size).toBe(used.length)
    }
  })

  it('has developer tools only from source, and documentation only if there is an address', () => {
    expect(labels(linux)).not.toContain('toggleDevTools')
    expect(labels({ ...linux, packaged: false })).toContain('toggleDevTools')
    expect(labels(linux)).toContain('Documentation')
    expect(labels({ ...linux, documentation: null })).not.toContain('Documentation')
  })
})

it('says the versions and licences in About', () => {
  const { title, detail } = aboutText({ millrace: '1.2.3', electron: '45.4.1', chromium: '150.0', node: '24.1.0' })
  expect(title).toBe('Millrace 1.2.3')
  expect(detail).toContain('Electron 45.4.1, Chromium 150.0, Node 24.1.0')
  expect(detail).toContain('Apache-2.0')
})
