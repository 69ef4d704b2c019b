import type { ServiceId } from '@shared/model/service'
import { z } from 'zod'

const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'is not the name of a variable')

/** A published port that can be encrypted, and the variables that do it. With their defaults it speaks plain text. */
export const encryptionKey = z.strictObject({
  /** In the container. */
  port: z.coerce.number().int(),
  /** Gets the value `SASL_SSL`. */
  protocol: variable,
  user: variable,
  password: variable,
  /** The server's certificate and its key: PEM on one line. */
  certificate: variable,
  key: variable,
})

export interface EncryptedPort extends z.infer<typeof encryptionKey> {
  readonly service: ServiceId
}

/** The value of `protocol` while the port is encrypted. */
export const SASL_SSL = 'SASL_SSL'

/** The names of the variables of a port. */
export function variablesOfPort({ protocol, user, password, certificate, key }: EncryptedPort): string[] {
  return [protocol, user, password, certificate, key]
}
