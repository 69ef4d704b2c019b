import { expect, it } from 'vitest'
import { decompressLz4Frame } from './lz4-frame'

const CONTENT = Buffer.concat([
  Buffer.from('millrace '.repeat(9_000)),
  ...[0, 1].map(() => Buffer.from(Array.from({ length: 256 }, (_, i) => i))),
])
const MOST = 1 << 20

/** Made by the `lz4` program 1.9.4. */
const FRAMES: readonly [string, string][] = [
  [
    'blocks of 64 KB, linked',
    'BCJNGERAXhMBAACfbWlsbHJhY2UgCQD/////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////31BsbHJhY0sBAAAP+f////////////////////////////////////////////////////////////////////////////////+R//EAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPk5ebn6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/AAHoUPv8/f7/AAAAANcvQ2A=',
  ],
  [
    'blocks of 64 KB, each alone',
    'BCJNGGRApxMBAACfbWlsbHJhY2UgCQD/////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////31BsbHJhY1QBAACfZSBtaWxscmFjCQD///////////////////////////////////////////////////////////////////////////////+I//EAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPk5ebn6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/AAHoUPv8/f7/AAAAANcvQ2A=',
  ],
  [
    'a content size and checksums',
    'BCJNGHxAaD4BAAAAAABBEwEAAJ9taWxscmFjZSAJAP/////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////fUGxscmFjd72zi1QBAACfZSBtaWxscmFjCQD///////////////////////////////////////////////////////////////////////////////+I//EAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPk5ebn6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/AAHoUPv8/f7/cfwObwAAAADXL0Ng',
  ],
  [
    'best compression',
    'BCJNGGBQ+1UCAACfbWlsbHJhY2UgCQD//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////4n/8QABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpbXF1eX2BhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCg4SFhoeIiYqLjI2Oj5CRkpOUlZaXmJmam5ydnp+goaKjpKWmp6ipqqusra6vsLGys7S1tre4ubq7vL2+v8DBwsPExcbHyMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5ufo6err7O3u7/Dx8vP09fb3+Pn6+/z9/v8AAehQ+/z9/v8AAAAA',
  ],
]

it.each(FRAMES)('reads a frame with %s', (_, base64) => {
  expect(decompressLz4Frame(Buffer.from(base64, 'base64'), MOST).equals(CONTENT)).toBe(true)
})

it('reads a frame whose header has another checksum, as early Kafka clients wrote it', () => {
  const frame = Buffer.from(FRAMES[0]?.[1] ?? '', 'base64')
  frame[6] = (frame[6] as number) ^ 0xff
  expect(decompressLz4Frame(frame, MOST).equals(CONTENT)).toBe(true)
})

it('refuses what is larger than wanted, and whatever is cut off or changed, without reading elsewhere', () => {
  const frame = Buffer.from(FRAMES[3]?.[1] ?? '', 'base64')
  expect(() => decompressLz4Frame(frame, CONTENT.length - 1)).toThrow(RangeError)
  for (let end = 0; end < frame.length - 4; end++) {
    expect(() => decompressLz4Frame(frame.subarray(0, end), MOST)).toThrow(RangeError)
  }
  for (let at = 0; at < frame.length; at++) {
    const copy = Buffer.from(frame)
    copy[at] = (copy[at] as number) ^ 0x55
    try {
      decompressLz4Frame(copy, MOST)
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(RangeError)
    }
  }
})
