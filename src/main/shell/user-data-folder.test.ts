import { expect, it } from 'vitest'
import { userDataFor } from './user-data-folder'

it('gives another data directory another instance', () => {
  expect(userDataFor('/home/me/.local/share/millrace', '/home/me/.local/share/millrace', '/usual')).toBe('/usual')
  expect(userDataFor('/data/other/', '/home/me/.local/share/millrace', '/usual')).toBe('/data/other/desktop')
  expect(userDataFor('D:\\other', 'C:\\Millrace', 'C:\\usual')).toBe('D:\\other\\desktop')
})
