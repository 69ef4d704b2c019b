import type { PrintedLine } from '@main/ports/containers'
import { expect, it } from 'vitest'
import { parseLogStream } from './parse-log-stream'

const SECOND = '2025-11-25T00:54:21'
const EPOCH = Date.parse(`${SECOND}Z`) / 1_000

function frame(text: string, stream: 'out' | 'err' = 'out'): Buffer {
  const body = Buffer.from(text)
  const header = Buffer.alloc(8)
  header[0] = stream === 'out' ? 1 : 2
  header.writeUInt32BE(body.length, 4)
  return Buffer.concat([header, body])
}

async function linesOf(chunks: readonly Buffer[], signal = new AbortController().signal) {
  const source = (async function* () {
    yield* chunks
  })()
  const lines: PrintedLine[] = []
  for await (const some of parseLogStream(source, signal)) lines.push(...some)
  return lines
}

it('returns lines with their stream and the engine’s time to the nanosecond', async () => {
  const lines = await linesOf([
    Buffer.concat([frame(`${SECOND}.004213877Z one\n`), frame(`${SECOND}.5Z  two words\n`, 'err')]),
    frame(`${SECOND}Z \n`),
    frame(`2025-11-25T01:54:21.000000001+01:00 elsewhere\n`),
  ])
  expect(lines).toEqual([
    { time: `${EPOCH}.004213877`, stream: 'out', text: 'one' },
    { time: `${EPOCH}.500000000`, stream: 'err', text: ' two words' },
    { time: `${EPOCH}.000000000`, stream: 'out', text: '' },
    { time: `${EPOCH}.000000001`, stream: 'out', text: 'elsewhere' },
  ])
})

it('accepts chunks cut anywhere, even inside a character', async () => {
  const bytes = Buffer.concat([frame(`${SECOND}.1Z für\n`), frame(`${SECOND}.2Z zwei\n`)])
  for (let size = 1; size <= bytes.length; size++) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    expect((await linesOf(chunks)).map((line) => line.text)).toEqual(['für', 'zwei'])
  }
})

it('joins the parts of a long line, separately for each stream', async () => {
  const lines = await linesOf([
    frame(`${SECOND}.1Z long `),
    frame(`${SECOND}.2Z other\n`, 'err'),
    frame(`${SECOND}.1Z line\n`),
  ])
  expect(lines.map(({ stream, text }) => `${stream} ${text}`)).toEqual(['err other', 'out long line'])
})

it('limits a line, and says how much is left out', async () => {
  const part = 'x'.repeat(16_384)
  const parts = Array.from({ length: 5 }, () => frame(`${SECOND}.1Z ${part}`))
  const [line] = await linesOf([...parts, frame(`${SECOND}.1Z end\n`)])
  expect(line?.text).toBe(`${'x'.repeat(65_536)}… (16387 bytes more)`)
})

it('returns the unfinished last line of an ended container, but not a line that the reader cut', async () => {
  const half = [frame(`${SECOND}.1Z half`)]
  expect((await linesOf(half)).map((line) => line.text)).toEqual(['half'])
  expect(await linesOf(half, AbortSignal.abort())).toEqual([])
})

it('refuses data that is not a log in frames', async () => {
  await expect(linesOf([Buffer.from('a terminal has no frames')])).rejects.toThrow('not a log in frames')
})
