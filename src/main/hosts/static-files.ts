import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

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
  /** Built assets carry a hash in their names and never change. */
  readonly immutable: boolean
  read(): Promise<Uint8Array>
}

/** The files of a folder by URL path. Only what is listed here can be asked for: no path of a request touches the disk. */
export async function listStaticFiles(dir: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = new Map<string, StaticFile>()
  for (const entry of entries.filter((found) => found.isFile())) {
    const file = join(entry.parentPath, entry.name)
    const path = `/${relative(dir, file).split(sep).join('/')}`
    files.set(path, {
      type: TYPES[extname(file)] ?? 'application/octet-stream',
      immutable: path.startsWith('/assets/'),
      read: () => readFile(file),
    })
  }
  const index = files.get('/index.html')
  if (index) files.set('/', index)
  return files
}
