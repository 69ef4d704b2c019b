import { expect, it } from 'vitest'
import { decodeTopicIds, encodeTopicIds } from './topic-ids'

const compact = (text: string) => Buffer.concat([Buffer.of(text.length + 1), Buffer.from(text)])
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const noTags = Buffer.of(0)
const ID = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

it('asks for each topic by its name, and never has Kafka make one', () => {
  const asked = encodeTopicIds(['shop', 'web'])
  expect(asked).toEqual(
    Buffer.concat([
      noTags,
      Buffer.of(3),
      ...['shop', 'web'].flatMap((name) => [Buffer.alloc(16), compact(name), noTags]),
      Buffer.of(0, 0),
      noTags,
    ]),
  )
})

it('reads ids past brokers, partitions and tagged fields, and null for a topic that is not there', () => {
  const partition = (index: number) =>
    Buffer.concat([
      Buffer.of(0, 0),
      int32(index),
      int32(1),
      int32(7),
      Buffer.of(2),
      int32(1),
      Buffer.of(2),
      int32(1),
      Buffer.of(1),
      noTags,
    ])
  const answer = Buffer.concat([
    noTags,
    int32(0),
    Buffer.of(2),
    int32(1),
    compact('localhost'),
    int32(9092),
    Buffer.of(0),
    Buffer.of(1, 5, 2, 9, 9),
    compact('cluster'),
    int32(1),
    Buffer.of(3),
    Buffer.of(0, 0),
    compact('shop'),
    ID,
    Buffer.of(0),
    Buffer.of(3),
    partition(0),
    partition(1),
    int32(-1),
    noTags,
    Buffer.of(0, 3),
    compact('web'),
    Buffer.alloc(16),
    Buffer.of(0),
    Buffer.of(1),
    int32(-1),
    noTags,
    noTags,
  ])
  expect(decodeTopicIds(answer)).toEqual(
    new Map([
      ['shop', ID.toString('hex')],
      ['web', null],
    ]),
  )
})
