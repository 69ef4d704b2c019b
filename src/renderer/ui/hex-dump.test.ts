import { describe, expect, it } from 'vitest'
import { hexDump } from './hex-dump'

describe('hexDump', () => {
  it('shows offset, bytes and text', () => {
    const bytes = new TextEncoder().encode('GET / HTTP/1.1\r\nHost')
    expect(hexDump(bytes)).toBe(
      [
        '000000  47 45 54 20 2f 20 48 54  GET / HT',
        '000008  54 50 2f 31 2e 31 0d 0a  TP/1.1··',
        '000010  48 6f 73 74              Host',
      ].join('\n'),
    )
  })

  it('returns an empty text for no bytes', () => {
    expect(hexDump(new Uint8Array())).toBe('')
  })
})
