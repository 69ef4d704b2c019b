/** The bytes of an Avro decimal, two's complement and big-endian, as text with all its decimals. */
export function decimalText(bytes: Uint8Array, scale: number): string {
  let unsigned = 0n
  for (const byte of bytes) unsigned = (unsigned << 8n) | BigInt(byte)
  const unscaled = BigInt.asIntN(bytes.length * 8, unsigned)
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const sign = unscaled < 0n ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
