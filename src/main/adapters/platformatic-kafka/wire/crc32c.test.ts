import fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc32c } from './crc32c'

/** From RFC 3720, appendix B.4. */
it.each<[string, Buffer, number]>([
  ['32 bytes of zeroes', Buffer.alloc(32), 0x8a9136aa],
  ['32 bytes of ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['32 bytes that count up', Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
  ['the digits', Buffer.from('123456789'), 0xe3069283],
  ['nothing', Buffer.alloc(0), 0],
])('is right for %s', (_, bytes, checksum) => {
  expect(crc32c(bytes, 0, bytes.length)).toBe(checksum)
})

it('is the same wherever the bytes are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(20), (bytes, before) => {
      const moved = Buffer.concat([Buffer.alloc(before, 1), bytes, Buffer.alloc(9, 2)])
      expect(crc32c(moved, before, before + bytes.length)).toBe(crc32c(Buffer.from(bytes), 0, bytes.length))
    }),
  )
})
