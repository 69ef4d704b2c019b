import fc from 'fast-check'
import { expect, it } from 'vitest'
import { murmur2, partitionOfKey } from './partition-of-key'

/** From Kafka's own UtilsTest.testMurmur2. */
it.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('hashes %s as Kafka does', (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash)
})

it('chooses an existing partition, and the same one each time', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 64 }), (key, partitions) => {
      const partition = partitionOfKey(key, partitions)
      expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true)
      expect(partitionOfKey(Uint8Array.from(key), partitions)).toBe(partition)
    }),
  )
})

it('spreads keys over all partitions', () => {
  const counts = new Array<number>(6).fill(0)
  for (let i = 0; i < 6_000; i++) {
    const partition = partitionOfKey(Buffer.from(`key ${i}`), 6)
    counts[partition] = (counts[partition] as number) + 1
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150)
})
