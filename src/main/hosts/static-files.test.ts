import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listStaticFiles, sendStaticFile } from './static-files'

const SCRIPT = 'export const mill = 1\n'.repeat(200)
const FONT = Buffer.from([1, 2, 3])
let dir: string
let server: Server
let origin: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-static-'))
  await mkdir(join(dir, 'assets'))
  await writeFile(join(dir, 'index.html'), '<!doctype html>')
  await writeFile(join(dir, 'assets', 'index-abc.js'), SCRIPT)
  await writeFile(join(dir, 'assets', 'inter-abc.woff2'), FONT)
  const files = await listStaticFiles(dir)
  server = createServer(async (request, response) => {
    const file = files.get(request.url ?? '')
    if (file) await sendStaticFile(file, request, response)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
})
afterAll(async () => {
  server.close()
  await rm(dir, { recursive: true })
})

const raw = async (path: string, coding: string) => {
  // `fetch` decompresses automatically, so the content length shows which version was sent.
  const response = await fetch(origin + path, { headers: { 'accept-encoding': coding } })
  return {
    headers: response.headers,
    length: Number(response.headers.get('content-length')),
    text: await response.text(),
  }
}

it('sends scripts compressed, with a cache time of a year', async () => {
  const { headers, length, text } = await raw('/assets/index-abc.js', 'gzip, br')
  expect(headers.get('content-encoding')).toBe('gzip')
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(headers.get('vary')).toBe('Accept-Encoding')
  expect(length).toBeLessThan(SCRIPT.length / 5)
  expect(text).toBe(SCRIPT)
})

it.each(['identity', 'br', 'gzip;q=0', 'gzip; q=0.0, br'])(
  'sends them uncompressed to clients that accept %s',
  async (coding) => {
    const { headers, length } = await raw('/assets/index-abc.js', coding)
    expect(headers.get('content-encoding')).toBeNull()
    expect(length).toBe(SCRIPT.length)
  },
)

it('sends fonts unchanged, because they are already compressed', async () => {
  const { headers, length } = await raw('/assets/inter-abc.woff2', 'gzip')
  expect(headers.get('content-encoding')).toBeNull()
  expect(length).toBe(FONT.length)
})

it('makes browsers request the page each time, because its scripts change names', async () => {
  expect((await raw('/index.html', 'gzip')).headers.get('cache-control')).toBe('no-cache')
})

it('compresses a file only once', async () => {
  const file = (await listStaticFiles(dir)).get('/assets/index-abc.js')
  const [one, two] = [await file?.gzipped?.(), await file?.gzipped?.()]
  expect(one).toBe(two)
  expect(gunzipSync(one ?? '').toString()).toBe(SCRIPT)
})
