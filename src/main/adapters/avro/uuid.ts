const HYPHEN = 0x2d
const HEX_DIGITS = 32
const IS_HEX = new Int32Array(256)
for (const digit of '0123456789abcdefABCDEF') IS_HEX[digit.charCodeAt(0)] = 1

/** Whether the 36 bytes at `start` are 8-4-4-4-12 hexadecimal digits, the only text that stores read as a UUID. */
export function isUuid(bytes: Uint8Array, start: number): boolean {
  let digits = 0
  for (let i = start; i < start + 36; i++) digits += IS_HEX[bytes[i] as number] as number
  return (
    digits === HEX_DIGITS &&
    bytes[start + 8] === HYPHEN &&
    bytes[start + 13] === HYPHEN &&
    bytes[start + 18] === HYPHEN &&
    bytes[start + 23] === HYPHEN
  )
}
