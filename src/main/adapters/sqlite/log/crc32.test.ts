import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc32Of } from './crc32'

it('returns the same as zlib, for any part of any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(100), (bytes, a, b) => {
      const [start, end] = [Math.min(a, b, bytes.length), Math.min(Math.max(a, b), bytes.length)]
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      expect(crc32Of(view, start, end)).toBe(crc32(bytes.subarray(start, end)))
    }),
  )
})
