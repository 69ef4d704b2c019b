import type { Line } from '@main/ports/line-file'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineSplitter } from './split-lines'

const BEGINNING = { offset: 0, line: 0 }

function split(content: Uint8Array, chunkBytes: number, limit?: number, from = BEGINNING): Line[] {
  const splitter = createLineSplitter(from, limit)
  const lines: Line[] = []
  for (let at = from.offset; at < content.length; at += chunkBytes) {
    lines.push(...splitter.push(content.subarray(at, at + chunkBytes)))
  }
  const last = splitter.end()
  return last ? [...lines, last] : lines
}

const textOf = (line: Line) => Buffer.from(line.bytes).toString('latin1')

describe('splitting lines', () => {
  const contents = fc
    .array(fc.constantFrom('a', 'bc', '\n', '\r\n', '\r', '\xff', '', ' '), { maxLength: 60 })
    .map((parts) => parts.join(''))

  it('returns the same lines as splitting the whole text, for any chunks', () => {
    fc.assert(
      fc.property(contents, fc.integer({ min: 1, max: 9 }), (content, chunkBytes) => {
        const lines = split(Buffer.from(content, 'latin1'), chunkBytes)
        const expected = content.split('\n').map((line) => line.replace(/\r*$/, ''))
        if (content.endsWith('\n') || content === '') expected.pop()
        expect(lines.map(textOf)).toEqual(expected)
        expect(lines.map(({ number }) => number)).toEqual(expected.map((_, i) => i + 1))
        expect(lines.map(({ size }) => size)).toEqual(expected.map(({ length }) => length))
      }),
    )
  })

  it('can continue from the end of any line', () => {
    fc.assert(
      fc.property(contents, fc.integer({ min: 1, max: 9 }), (content, chunkBytes) => {
        const bytes = Buffer.from(content, 'latin1')
        const lines = split(bytes, chunkBytes)
        for (const [i, { end, number }] of lines.entries()) {
          expect(split(bytes, chunkBytes, undefined, { offset: end, line: number })).toEqual(lines.slice(i + 1))
        }
        expect(lines.at(-1)?.end ?? 0).toBe(bytes.length)
      }),
    )
  })

  it('keeps the first part of a line that is too long, and returns its full length', () => {
    const content = Buffer.from(`short\n${'x'.repeat(25)}\r\nnext\n${'y'.repeat(11)}`)
    for (const chunkBytes of [1, 3, 10, 100]) {
      const lines = split(content, chunkBytes, 10)
      expect(lines.map(textOf)).toEqual(['short', 'x'.repeat(10), 'next', 'y'.repeat(10)])
      expect(lines.map(({ size }) => size)).toEqual([5, 26, 4, 11])
      expect(lines.map(({ end }) => end)).toEqual([6, 33, 38, 49])
    }
  })
})
