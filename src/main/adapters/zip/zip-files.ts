import { strToU8, zipSync } from 'fflate'

/** A zip file of texts by name. The texts are bounded by the caller: they are packed at once. */
export function zipFiles(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))
}
