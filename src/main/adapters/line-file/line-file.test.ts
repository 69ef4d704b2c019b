import { mkdir, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Line } from '@main/ports/line-file'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lineFile } from './line-file'

const BEGINNING = { offset: 0, line: 0 }
/** Three lines, as bzip2 and xz write them. */
const BZIP2 = 'QlpoOTFBWSZTWQh7fdcAAATBgAAQAkGUgCAAMQwIIaPUyIVHMjio8XckU4UJAIe33XA='
const XZ = '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQANb25lCnR3bwp0aHJlZQoAAACUhJIr6JdbfQABJg4IG+AEH7bzfQEAAAAABFla'

describe('a file of lines', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'millrace-lines-'))
  })
  afterEach(() => rm(dir, { recursive: true }))

  async function file(content: string | Uint8Array): Promise<string> {
    const path = join(dir, 'a.log')
    await writeFile(path, content)
    return path
  }
  const sizeOf = (path: string) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    )
  async function read(path: string, from = BEGINNING, until?: number): Promise<Line[]> {
    const { signal } = new AbortController()
    const lines: Line[] = []
    for await (const batch of lineFile.read(path, from, until ?? (await sizeOf(path)), signal)) lines.push(...batch)
    return lines
  }
  const textOf = ({ bytes }: Line) => Buffer.from(bytes).toString('latin1')

  it('returns lines with number and position, including a last one without an ending', async () => {
    const path = await file('one\r\n\nthree')
    const lines = await read(path)
    expect(lines.map(textOf)).toEqual(['one', '', 'three'])
    expect(lines.map(({ number, end }) => [number, end])).toEqual([
      [1, 5],
      [2, 6],
      [3, 11],
    ])
    expect((await read(path, { offset: 5, line: 1 })).map(({ number }) => number)).toEqual([2, 3])
    expect(await read(path, { offset: 11, line: 3 })).toEqual([])
  })

  it('reads up to a byte, even in the middle of a line, and says whether a line has its ending', async () => {
    const path = await file('one\ntwo\nthree')
    const seen = async (until: number) => (await read(path, BEGINNING, until)).map((line) => [textOf(line), line.whole])
    expect(await seen(6)).toEqual([
      ['one', true],
      ['tw', false],
    ])
    expect((await seen(13)).at(-1)).toEqual(['three', false])
  })

  it('returns the first line, and identities of the beginning of the file', async () => {
    const path = await file('one\ntwo\n')
    const { signal } = new AbortController()
    const head = await lineFile.headIdentity(path)
    const whole = await lineFile.identities(path, [8, 4, 100], signal)
    expect([...whole.keys()]).toEqual([4, 8])
    await writeFile(path, 'one\nTWO and more\n')
    const changed = await lineFile.identities(path, [4, 8], signal)
    expect(changed.get(4)).toBe(whole.get(4))
    expect(changed.get(8)).not.toBe(whole.get(8))
    expect(await lineFile.headIdentity(path)).toBe(head)
    expect(await lineFile.identity(path, signal)).toEqual({
      identity: expect.stringMatching(/^[0-9a-f]{32}$/),
      bytes: 17,
    })
  })

  it('identifies a file by its first line only if that line can no longer grow', async () => {
    expect(await lineFile.headIdentity(await file('one'))).toBeNull()
    expect(await lineFile.headIdentity(await file('x'.repeat(4_095)))).toBeNull()
    const long = await lineFile.headIdentity(await file('x'.repeat(4_096)))
    expect(long).toMatch(/^[0-9a-f]{32}$/)
    expect(await lineFile.headIdentity(await file(`${'x'.repeat(5_000)}\n`))).toBe(long)
  })

  it('keeps bytes that are not UTF-8', async () => {
    expect((await read(await file(Buffer.from([0x61, 0xe9, 0xff, 0x0a])))).map(textOf)).toEqual(['a\xe9\xff'])
  })

  it('reads many megabytes in parts', async () => {
    const line = `${'x'.repeat(99)}\n`
    const path = await file(line.repeat(80_000))
    let batches = 0
    let count = 0
    for await (const batch of lineFile.read(path, BEGINNING, 8_000_000, new AbortController().signal)) {
      batches++
      count += batch.length
      expect(batch.length).toBeLessThan(12_000)
    }
    expect(count).toBe(80_000)
    expect(batches).toBeGreaterThan(7)
  })

  it('keeps at most a mebibyte of one line', async () => {
    const lines = await read(await file(`${'x'.repeat(3_000_000)}\nnext`))
    expect(lines.map(({ size }) => size)).toEqual([3_000_000, 4])
    expect(lines[0]?.bytes.length).toBe(1_048_576)
    expect(lines[1]?.end).toBe(3_000_005)
  })

  it('stops on abort', async () => {
    const path = await file('x\n'.repeat(2_000_000))
    const end = new AbortController()
    let batches = 0
    for await (const _ of lineFile.read(path, BEGINNING, 4_000_000, end.signal)) {
      batches++
      end.abort()
    }
    expect(batches).toBe(1)
  })

  it('reports a missing file, an empty file and a folder', async () => {
    const missing = join(dir, 'none.log')
    await expect(lineFile.headIdentity(missing)).rejects.toMatchObject({
      fault: { code: 'replay-file-missing', file: missing },
    })
    const empty = await file('')
    await expect(read(empty)).rejects.toMatchObject({ fault: { code: 'replay-file-empty', file: empty } })
    await mkdir(join(dir, 'folder'))
    const reason = 'it is a folder'
    await expect(lineFile.headIdentity(join(dir, 'folder'))).rejects.toMatchObject({
      fault: { code: 'replay-file-unreadable', reason },
    })
  })

  it.each([
    [
      'lz4',
      Buffer.from('\x04\x22\x4d\x18rest', 'latin1'),
      'it is compressed with lz4; unpack it first, for example with unlz4',
    ],
    ['damaged gzip', gzipSync('10.0.0.1 - - '.repeat(9)).subarray(0, -9), 'its gzip data is damaged or incomplete'],
    [
      'a program in gzip',
      gzipSync(Buffer.from('\x7fELF\x02\x01\x01\x00\x00\x00')),
      'inside, it is a binary file, not text',
    ],
    ['a ZIP archive', Buffer.from('PK\x03\x04rest'), 'it is a ZIP archive; unpack it first and choose the log inside'],
    [
      'empty zstd frames',
      Buffer.concat(Array<Buffer>(2_000).fill(zstdCompressSync(''))),
      'its zstd data is damaged or incomplete',
    ],
    ['UTF-16', Buffer.from('\uFEFFhello', 'utf16le'), 'it is text in UTF-16; save it as UTF-8 first'],
    ['a program', Buffer.from('\x7fELF\x02\x01\x01\x00\x00\x00'), 'it is a binary file, not text'],
  ])('says what to do with %s', async (_, content, reason) => {
    await expect(read(await file(content))).rejects.toMatchObject({ fault: { code: 'replay-file-unreadable', reason } })
  })

  const TEXT = 'one\ntwo\nthree\n'
  it.each([
    ['gzip', gzipSync(TEXT)],
    ['gzip in two parts', Buffer.concat([gzipSync(TEXT.slice(0, 5)), gzipSync(TEXT.slice(5))])],
    ['zstd', zstdCompressSync(TEXT)],
    ['zstd of pzstd', Buffer.concat([Buffer.from('502a4d180400000001020304', 'hex'), zstdCompressSync(TEXT)])],
    ['zstd in two frames', Buffer.concat([zstdCompressSync(TEXT.slice(0, 5)), zstdCompressSync(TEXT.slice(5))])],
    ['bzip2', Buffer.from(BZIP2, 'base64')],
    ['xz', Buffer.from(XZ, 'base64')],
  ])('reads %s like the file that was compressed', async (_, content) => {
    const { signal } = new AbortController()
    const plain = await file(TEXT)
    const expected = [await read(plain), await lineFile.identity(plain, signal), await lineFile.headIdentity(plain)]
    const prefixes = await lineFile.identities(plain, [4, 8], signal)
    const packed = join(dir, 'packed')
    await writeFile(packed, content)
    const lines: Line[] = []
    for await (const batch of lineFile.read(packed, BEGINNING, 14, signal)) lines.push(...batch)
    expect([lines.map(textOf), (await lineFile.identity(packed, signal)).bytes]).toEqual([['one', 'two', 'three'], 14])
    expect([await lineFile.identity(packed, signal), await lineFile.headIdentity(packed)]).toEqual(expected.slice(1))
    expect(await lineFile.identities(packed, [4, 8], signal)).toEqual(prefixes)
    const rest: Line[] = []
    for await (const batch of lineFile.read(packed, { offset: 4, line: 1 }, 14, signal)) rest.push(...batch)
    expect(rest.map(({ number, end }) => [number, end])).toEqual([
      [2, 8],
      [3, 14],
    ])
  })

  it('returns the first lines of a file of which only the beginning is here, also of a compressed one', async () => {
    const text = Array.from({ length: 20_000 }, (_, n) => `line ${n} ${(n * 7_919) % 1_009}\n`).join('')
    for (const whole of [Buffer.from(text), gzipSync(text), zstdCompressSync(text)]) {
      const [part, size] = [whole.subarray(0, 40_000), { name: 'a.log', bytes: whole.length }]
      const lines = await lineFile.firstLinesOf(part, size)
      expect(lines).toHaveLength(200)
      expect(lines.slice(0, 2).map(textOf)).toEqual(['line 0 0', 'line 1 856'])
      expect(lines.every(({ whole: ended }) => ended)).toBe(true)
    }
    const all = await lineFile.firstLinesOf(gzipSync('one\ntwo'), { name: 'a.log', bytes: gzipSync('one\ntwo').length })
    expect(all.map(textOf)).toEqual(['one', 'two'])
  })

  it('says that a bzip2 file whose first block is not whole has no preview', async () => {
    const bytes = Buffer.from(BZIP2, 'base64')
    const reason =
      'its beginning is too short for a preview, because it is compressed with bzip2; you can still replay it'
    await expect(
      lineFile.firstLinesOf(bytes.subarray(0, 30), { name: 'a.bz2', bytes: bytes.length }),
    ).rejects.toMatchObject({ fault: { code: 'replay-file-unreadable', reason } })
  })

  it('reads zstd frames of many megabytes', async () => {
    const half = zstdCompressSync(
      Array.from({ length: 100_000 }, (_, n) => `line ${n} ${(n * 7_919) % 999_983}\n`).join(''),
    )
    const path = await file(Buffer.concat([half, half, half]))
    const { bytes } = await lineFile.identity(path, new AbortController().signal)
    expect((await read(path, BEGINNING, bytes)).length).toBe(300_000)
  })

  it('returns the first lines of a file on this machine, and no more of it', async () => {
    const { signal } = new AbortController()
    const first = async (content: string | Uint8Array) => lineFile.firstLines(await file(content), signal)
    expect((await first('one\ntwo')).map(textOf)).toEqual(['one', 'two'])
    expect((await first(gzipSync('one\ntwo'))).map(textOf)).toEqual(['one', 'two'])
    const many = Array.from({ length: 5_000 }, (_, n) => `line ${n}`).join('\n')
    expect((await first(many)).map(textOf).at(-1)).toBe('line 199')
    // The second line is longer than what is looked at: it is left out instead of being cut.
    expect((await first(gzipSync(`one\n${'x'.repeat(1 << 18)}`))).map(textOf)).toEqual(['one'])
  })

  it('returns NUL bytes in front of a line as a line of their own', async () => {
    const nuls = '\0'.repeat(5_000)
    const lines = await read(await file(`${nuls}one\n\0\0\ntwo\0\n`))
    expect(lines.map(({ size, number, end }) => [size, number, end])).toEqual([
      [5_000, 1, 5_000],
      [3, 2, 5_004],
      [2, 3, 5_007],
      [4, 4, 5_012],
    ])
  })

  it('accepts text with a few unusual bytes', async () => {
    expect(
      await read(await file(`a line with \x00 and \x1b[0m in the middle of much text${' '.repeat(50)}\n`)),
    ).toHaveLength(1)
  })

  it('reports a file that became shorter than the part already read', async () => {
    const path = await file('one\ntwo\n')
    await truncate(path, 4)
    const reason = 'it has become shorter'
    await expect(read(path, { offset: 4, line: 1 }, 8)).rejects.toMatchObject({
      fault: { code: 'replay-file-unreadable', reason },
    })
  })
})
