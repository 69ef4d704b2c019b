import { expect, it } from 'vitest'
import { shellWords } from './shell-words'
import { byteCount, durationMs } from './units'

it.each([
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['500ms', 500],
  ['30', null],
  ['s', null],
])('the duration %s', (text, ms) => expect(durationMs(text)).toBe(ms))

it.each([
  ['512m', 512 * 2 ** 20],
  ['1gb', 2 ** 30],
  ['1.5G', 1.5 * 2 ** 30],
  ['1024', 1024],
  ['64b', 64],
  ['much', null],
])('the size %s', (text, bytes) => expect(byteCount(text)).toBe(bytes))

it.each([
  ['serve --port 80', ['serve', '--port', '80']],
  [`sh -c 'echo "a b"'`, ['sh', '-c', 'echo "a b"']],
  ['"a \\"b\\" c" d\\ e \'\'', ['a "b" c', 'd e', '']],
])('the command line %s', (line, words) => expect(shellWords(line)).toEqual(words))
