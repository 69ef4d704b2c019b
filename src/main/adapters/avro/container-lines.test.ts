import { once } from 'node:events'
import { crc32, deflateRaw, zstdCompress } from 'node:zlib'
import { streams, Type } from 'avsc'
import { snappyCompress } from 'hysnappy'
import { expect, it } from 'vitest'
import { containerLines } from './container-lines'

const SCHEMA = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'amount', type: ['null', 'double'], default: null },
    { name: 'raw', type: 'bytes' },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['OPEN', 'PAID'] } },
    {
      name: 'lines',
      type: { type: 'array', items: { type: 'record', name: 'Line', fields: [{ name: 'n', type: 'int' }] } },
    },
  ],
}
const order = (n: number) => ({
  ...{ id: `o${n}`, at: 1_700_000_000_000 + n, amount: n % 2 === 0 ? null : n / 2, raw: Buffer.from([n % 256, 255]) },
  ...{ state: n % 3 === 0 ? 'PAID' : 'OPEN', lines: [{ n }] },
})
const line = (n: number) => ({ ...order(n), raw: Buffer.from([n % 256, 255]).toString('base64') })

type Pack = (block: Buffer, done: (error: Error | null, data?: Buffer) => void) => void
const PACKED: Record<string, Pack> = {
  null: (block, done) => done(null, block),
  deflate: deflateRaw,
  zstandard: zstdCompress,
  snappy(block, done) {
    const checksum = Buffer.alloc(4)
    checksum.writeUInt32BE(crc32(block))
    done(null, Buffer.concat([snappyCompress(block), checksum]))
  },
}

/** A container as avsc writes it. */
async function container(records: number, codec: string): Promise<Buffer> {
  const encoder = new streams.BlockEncoder(Type.forSchema(SCHEMA as never), {
    ...{ codec, codecs: PACKED, blockSize: 4_096, writeHeader: 'always' },
  })
  const parts: Buffer[] = []
  encoder.on('data', (part: Buffer) => parts.push(part))
  for (let n = 0; n < records; n++) encoder.write(order(n))
  encoder.end()
  await once(encoder, 'end')
  return Buffer.concat(parts)
}

async function* inParts(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function linesOf(bytes: Buffer, size = 1_000): Promise<unknown[]> {
  let text = ''
  for await (const part of containerLines(inParts(bytes, size))) text += Buffer.from(part).toString()
  return text
    .split('\n')
    .slice(0, -1)
    .map((one) => JSON.parse(one))
}

it.each(Object.keys(PACKED))('reads the records of many blocks, packed with %s, as JSON lines', async (codec) => {
  expect(await linesOf(await container(1_000, codec))).toEqual(Array.from({ length: 1_000 }, (_, n) => line(n)))
})

it('reads a container without records, and one that comes in pieces of a byte', async () => {
  expect(await linesOf(await container(0, 'null'))).toEqual([])
  expect(await linesOf(await container(20, 'deflate'), 1)).toHaveLength(20)
})

it('says what is wrong with a container that is cut off or damaged, or packed in another way', async () => {
  const whole = await container(500, 'null')
  await expect(linesOf(whole.subarray(0, -100))).rejects.toThrow('its last block is not whole')
  await expect(linesOf(whole.subarray(0, 50))).rejects.toThrow('its last block is not whole')
  const damaged = Buffer.from(whole)
  damaged.fill(0, 3_000, 6_000)
  await expect(linesOf(damaged)).rejects.toThrow()
  const other = Buffer.from(
    (await container(5, 'null')).toString('latin1').replace('avro.codec\bnull', 'avro.codec\blzma'),
    'latin1',
  )
  await expect(linesOf(other)).rejects.toThrow('its blocks are packed with lzma')
})

it('gives up on a header without an end', async () => {
  // The length of its first key is far beyond the end of any file.
  const begun = Buffer.from([...Buffer.from('Obj'), 1, 2, 0xfe, 0xff, 0xff, 0xff, 0xff, 0x7f])
  let parts = 0
  async function* endless() {
    yield begun
    for (; parts < 100; parts++) yield Buffer.alloc(1 << 20)
  }
  const reading = containerLines(endless())
  await expect(reading.next()).rejects.toThrow('its header is too large')
  expect(parts).toBeLessThan(20)
})

it('makes a line that no dataset takes of a record that cannot be read', async () => {
  const type = Type.forSchema({ type: 'record', name: 'r', fields: [{ name: 'n', type: 'long' }] }, {})
  const encoder = new streams.BlockEncoder(type, { codec: 'null' })
  const parts: Buffer[] = []
  encoder.on('data', (part: Buffer) => parts.push(part))
  encoder.write({ n: 7 })
  encoder.end()
  await once(encoder, 'end')
  // The largest long does not fit into a number.
  const seven = Buffer.from([2, 14])
  const bytes = Buffer.concat(parts)
  const at = bytes.lastIndexOf(seven) + 1
  const largest = Buffer.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
  const changed = Buffer.concat([bytes.subarray(0, at - 1), Buffer.from([20]), largest, bytes.subarray(at + 1)])
  let text = ''
  for await (const part of containerLines(inParts(changed, 4_096))) text += Buffer.from(part).toString()
  expect(text).toMatch(/^n.*\n$/)
})
