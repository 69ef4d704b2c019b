const MAGIC: readonly (readonly [bytes: readonly number[], reason: string])[] = [
  [[0x1f, 0x8b], 'it is compressed with gzip; unpack it first, for example with gunzip'],
  [[0x42, 0x5a, 0x68], 'it is compressed with bzip2; unpack it first, for example with bunzip2'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'it is compressed with xz; unpack it first, for example with unxz'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'it is compressed with zstd; unpack it first, for example with unzstd'],
  [[0x50, 0x4b, 0x03, 0x04], 'it is a ZIP archive; unpack it first and choose the log inside'],
  [[0xff, 0xfe], 'it is text in UTF-16; save it as UTF-8 first'],
  [[0xfe, 0xff], 'it is text in UTF-16; save it as UTF-8 first'],
]

/** Text hardly has control characters; more than one in ten is something else. */
const CONTROL_SHARE = 0.1

/** Why the file with this beginning is not a text file, in words, or null when it looks like one. */
export function notText(beginning: Uint8Array): string | null {
  for (const [bytes, reason] of MAGIC) if (bytes.every((byte, i) => beginning[i] === byte)) return reason
  const control = beginning.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0)
  return control > beginning.length * CONTROL_SHARE ? 'it is a binary file, not text' : null
}

function isControl(byte: number): boolean {
  return byte === 127 || (byte < 32 && !(byte >= 9 && byte <= 13))
}
