import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type LoginItem, type LoginOptions, loginItem } from '@main/shell/login-item'
import type { Feed } from '@main/signals/feed'
import type { Settings } from '@shared/model/settings'

/**
 * Start at login, as the setting says. The system's own list is changed only with the setting, because the user may also change it there;
 * an entry in the autostart folder is renewed at each start, because the program may have moved.
 */
export async function followStartAtLogin(
  settings: Feed<Settings>,
  login: LoginOptions,
  setLogin: (item: Extract<LoginItem, { item: 'system' }>) => void,
  signal: AbortSignal,
): Promise<void> {
  let before: boolean | null = null
  for await (const { desktop } of settings.follow(signal)) {
    const wanted = desktop.startAtLogin
    if (wanted === before) continue
    const item = loginItem(wanted, login)
    if (item.item === 'system' && before !== null) setLogin(item)
    if (item.item === 'autostart') await applyAutostart(item)
    before = wanted
  }
}

async function applyAutostart({ file, text }: Extract<LoginItem, { item: 'autostart' }>): Promise<void> {
  if (text === null) return rm(file, { force: true })
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
