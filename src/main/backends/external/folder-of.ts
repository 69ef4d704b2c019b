import { createHash } from 'node:crypto'

/** A folder's name for an environment, on any file system: what differs only in case or accents gets another one. */
export function folderOf(environment: string): string {
  const safe = environment
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
  if (safe === environment) return safe
  const mark = createHash('sha256').update(environment).digest('hex').slice(0, 8)
  return safe === '' ? mark : `${safe}-${mark}`
}
