import { sep } from 'node:path'

/** The URI of a file as Hadoop reads it: nothing in it is encoded. */
export function fileUri(path: string): string {
  const slashes = path.replaceAll(sep, '/')
  return slashes.startsWith('/') ? `file://${slashes}` : `file:///${slashes}`
}
