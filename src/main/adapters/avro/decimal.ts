const TEXT = /^(-?)(\d+)(?:\.(\d*))?$/

interface Decimal {
  readonly precision: number
  readonly scale: number
  /** Of a fixed; null for bytes, which are as short as possible. */
  readonly size: number | null
}

/** Throws a RangeError when the text is no decimal of this precision and scale. */
export function decimalBytes(text: string, { precision, scale, size }: Decimal): Buffer {
  const [, sign, whole = '', decimals = ''] = TEXT.exec(text) ?? []
  if (whole === '') throw new RangeError(`not a decimal number: ${text.slice(0, 60)}`)
  if (/[1-9]/.test(decimals.slice(scale))) throw new RangeError(`more than ${scale} decimals: ${text.slice(0, 60)}`)
  const digits = (whole + decimals.slice(0, scale).padEnd(scale, '0')).replace(/^0+(?=\d)/, '')
  if (digits.length > precision) throw new RangeError(`more than ${precision} digits: ${text.slice(0, 60)}`)
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits)
  const bytes = size ?? bytesFor(value)
  const hex = BigInt.asUintN(bytes * 8, value).toString(16)
  return Buffer.from(hex.padStart(bytes * 2, '0'), 'hex')
}

function bytesFor(value: bigint): number {
  let bytes = 1
  while (BigInt.asIntN(bytes * 8, value) !== value) bytes++
  return bytes
}
