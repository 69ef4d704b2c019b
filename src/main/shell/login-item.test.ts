import { expect, it } from 'vitest'
import { type LoginOptions, loginItem } from './login-item'

const linux: LoginOptions = {
  platform: 'linux',
  packaged: true,
  program: '/opt/Mill race/millrace',
  home: '/home/me',
  configHome: undefined,
  hidden: '--hidden',
}

it('asks the system on macOS and Windows', () => {
  expect(loginItem(true, { ...linux, platform: 'darwin' })).toEqual({
    item: 'system',
    openAtLogin: true,
    args: ['--hidden'],
  })
  expect(loginItem(false, { ...linux, platform: 'win32' })).toMatchObject({ openAtLogin: false })
})

it('writes and removes an autostart entry on Linux', () => {
  expect(loginItem(true, linux)).toEqual({
    item: 'autostart',
    file: '/home/me/.config/autostart/millrace.desktop',
    text: [
      '[Desktop Entry]',
      'Type=Application',
      'Name=Millrace',
      'Exec="/opt/Mill race/millrace" --hidden',
      'X-GNOME-Autostart-enabled=true',
      '',
    ].join('\n'),
  })
  expect(loginItem(false, linux)).toMatchObject({ text: null })
})

it('quotes the program, and heeds the place of the configuration', () => {
  const item = loginItem(true, { ...linux, program: '/a$b%c"d', configHome: '/etc/me' })
  expect(item).toMatchObject({ file: '/etc/me/autostart/millrace.desktop' })
  expect(item.item === 'autostart' && item.text).toContain(String.raw`Exec="/a\\$b%%c\\"d" --hidden`)
  expect(loginItem(true, { ...linux, configHome: 'relative' })).toMatchObject({
    file: '/home/me/.config/autostart/millrace.desktop',
  })
})

it('says why it is not possible', () => {
  expect(loginItem(true, { ...linux, packaged: false })).toMatchObject({ item: 'impossible' })
  expect(loginItem(true, { ...linux, platform: 'freebsd' })).toMatchObject({ item: 'impossible' })
})
