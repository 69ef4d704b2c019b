import { expect, it } from 'vitest'
import { secretStoreNote } from './secret-store-note'

it.each([
  ['linux', 'basic_text', true, /Install GNOME Keyring or KWallet/],
  ['linux', 'unknown', true, /no secret store/],
  ['linux', 'gnome_libsecret', false, /cannot be used/],
  ['darwin', null, false, /cannot be used/],
])('says why passwords are not sealed on %s with %s', (platform, store, available, words) => {
  expect(secretStoreNote(platform, store, available)).toMatch(words)
})

it('says nothing when passwords are sealed', () => {
  expect(secretStoreNote('linux', 'gnome_libsecret', true)).toBeNull()
  expect(secretStoreNote('darwin', null, true)).toBeNull()
  expect(secretStoreNote('win32', 'basic_text', true)).toBeNull()
})
