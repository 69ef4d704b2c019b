import { describe, expect, it } from 'vitest'
import { lineToEvent } from './line-to-event'

const read = (bytes: Uint8Array, size = bytes.length) =>
  lineToEvent(
    { bytes, size, number: 7, end: size, whole: true },
    (text, id) => ({ text, id }),
    (line) => `id-${line}`,
  )

describe('reading a line', () => {
  it('passes the parser its text and an id made from its number', () => {
    expect(read(Buffer.from('größer → 😀'))).toEqual({ text: 'größer → 😀', id: 'id-7' })
  })

  it('reads Latin-1 where the bytes are not UTF-8', () => {
    expect(read(Buffer.from('café', 'latin1'))).toMatchObject({ text: 'café' })
  })

  it('keeps a replacement character that is in the file', () => {
    expect(read(Buffer.from('a\uFFFDb'))).toMatchObject({ text: 'a\uFFFDb' })
  })

  it('skips the byte order mark that some editors write', () => {
    expect(read(Buffer.from('\uFEFFfirst'))).toMatchObject({ text: 'first' })
    expect(read(Buffer.from('\uFEFFf\uFFFD'))).toMatchObject({ text: 'f\uFFFD' })
  })

  it('refuses a line longer than 64 KiB', () => {
    expect(read(Buffer.alloc(65_536, 'x'))).toMatchObject({ id: 'id-7' })
    expect(read(Buffer.alloc(65_537, 'x'))).toBe('the line is longer than 64 KiB')
  })

  it('reports a line that was not kept completely', () => {
    expect(read(Buffer.alloc(1_048_576, 'x'), 3_000_000)).toBe(
      'the line is 3,000,000 bytes long; only its first 1,048,576 are kept here',
    )
  })
})
