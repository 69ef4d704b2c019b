import type { TokenSource } from '@main/ports/http'
import type { KafkaAddress } from '@main/ports/kafka-address'
import { clientCredentials } from './client-credentials'
import { openHttp } from './http'

export interface Tokens {
  readonly token: TokenSource
  close(): Promise<void>
}

/** The tokens of a cluster's login; null when it logs in without them. Its authority may have issued the token server's certificate, too. */
export function openTokens({ sasl, tls }: KafkaAddress): Tokens | null {
  if (sasl?.mechanism !== 'OAUTHBEARER') return null
  const http = openHttp({ tls: tls?.ca === undefined ? {} : { ca: tls.ca }, alsoPublic: true })
  return { token: clientCredentials(sasl, http), close: () => http.close() }
}
