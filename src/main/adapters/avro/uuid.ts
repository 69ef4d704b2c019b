const HEX = new Uint8Array(128)
for (const digit of '0123456789abcdefABCDEF') HEX[digit.charCodeAt(0)] = 1
const HYPHEN = 0x2d

/** 8-4-4-4-12 hexadecimal digits, the only text that stores read as a UUID. */
export function isUuid(text: string): boolean {
  if (text.length !== 36) return false
  for (let i = 0; i < 36; i++) {
    const code = text.charCodeAt(i)
    const sound = i === 8 || i === 13 || i === 18 || i === 23 ? code === HYPHEN : HEX[code] === 1
    if (!sound) return false
  }
  return true
}
