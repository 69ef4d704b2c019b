import { describe, expect, it } from 'vitest'
import { textCleaner } from './clean-text'

describe('a kept line', () => {
  const clean = textCleaner([])

  it.each([
    ['\u001b[32mINFO\u001b[0m ready', 'INFO ready'],
    ['\u001b[1;38;5;208mbold\u001b[m', 'bold'],
    ['\u001b[2K\u001b[1Gprogress', 'progress'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['ends with a return\r', 'ends with a return'],
    ['10%\r20%\r30%', '10% 20% 30%'],
    ['a\u0000b\u2028c', 'a b c'],
    ['\tindented für 日本 [32m', '\tindented für 日本 [32m'],
    ['', ''],
  ])('%j', (text, kept) => expect(clean(text)).toBe(kept))

  it('is limited, and says how much is left out', () => {
    expect(clean('x'.repeat(20_000))).toBe(`${'x'.repeat(16_384)}… (3616 characters more)`)
  })
})

describe('secrets in a line', () => {
  const clean = textCleaner(['Wq8pT2xx', 'Wq8pT2', 'p"a$s+', 'abc'])

  it.each([
    ['password=Wq8pT2 user=x', 'password=•••••• user=x'],
    ['http://u:Wq8pT2xx@host Wq8pT2', 'http://u:••••••@host ••••••'],
    ['{"p":"p\\"a$s+"}', '{"p":"••••••"}'],
    ['?p=p%22a%24s%2B', '?p=••••••'],
    ['Wq8\u001b[0mpT2', '••••••'],
    ['abc stays: it is too short for a secret', 'abc stays: it is too short for a secret'],
  ])('%s', (text, kept) => expect(clean(text)).toBe(kept))
})
