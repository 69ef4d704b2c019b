import { createHash, type Hash } from 'node:crypto'

export const hash = () => createHash('sha256')

/** The identity of the bytes so far: 32 hexadecimal digits. */
export function identityOf(soFar: Hash): string {
  return soFar.copy().digest('hex').slice(0, 32)
}
