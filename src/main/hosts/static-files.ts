import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { SECURITY_HEADERS } from './request-guard'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

export interface StaticFile {
  readonly type: string
  /** Built assets have a hash in their names and never change. */
  readonly immutable: boolean
  read(): Promise<Uint8Array>
  /** The gzip version of the bytes, or null for a type that is already compressed. Cached in memory after the first request. */
  readonly gzipped: (() => Promise<Uint8Array>) | null
}

const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg', '.json'])
const compress = promisify(gzip)

/** The files of a folder by URL path. Only listed files can be requested: no path of a request touches the disk. */
export async function listStaticFiles(dir: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = new Map<string, StaticFile>()
  for (const entry of entries.filter((found) => found.isFile())) {
    const file = join(entry.parentPath, entry.name)
    const path = `/${relative(dir, file).split(sep).join('/')}`
    const extension = extname(file)
    const read = () => readFile(file)
    let kept: Promise<Uint8Array> | undefined
    files.set(path, {
      type: TYPES[extension] ?? 'application/octet-stream',
      immutable: path.startsWith('/assets/'),
      read,
      gzipped: COMPRESSIBLE.has(extension) ? () => (kept ??= read().then((bytes) => compress(bytes))) : null,
    })
  }
  const index = files.get('/index.html')
  if (index) files.set('/', index)
  return files
}

/** Answers a GET or HEAD with the file. */
export async function sendStaticFile(
  file: StaticFile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gzipped = file.gzipped && acceptsGzip(request.headers['accept-encoding'])
  const body = gzipped ? await file.gzipped() : await file.read()
  response.writeHead(200, {
    ...SECURITY_HEADERS,
    'Content-Type': file.type,
    'Content-Length': body.byteLength,
    'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(file.gzipped && { Vary: 'Accept-Encoding' }),
    ...(gzipped && { 'Content-Encoding': 'gzip' }),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** RFC 9110 §12.5.3: a coding with `q=0` is not acceptable. */
function acceptsGzip(header: string | undefined): boolean {
  return (header ?? '').split(',').some((coding) => /^\s*gzip\s*(;(?!\s*q=0(\.0*)?\s*$).*)?$/i.test(coding))
}
