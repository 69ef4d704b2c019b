import { rootCertificates } from 'node:tls'
import type { Http } from '@main/ports/http'
import { type Tls, tlsOptions } from '@main/ports/tls'
import { Agent, fetch } from 'undici'

export interface HttpOptions {
  readonly tls?: Tls | undefined
  /** Trust the system's authorities as well as `tls.ca`: for a server that is not the one the certificate was given for. */
  readonly alsoPublic?: boolean
}

const CONNECT_WITHIN_MS = 5_000

/** Requests over connections that trust and present the given certificates. */
export function openHttp({ tls = {}, alsoPublic = false }: HttpOptions): Http {
  const agent = new Agent({
    connect: {
      timeout: CONNECT_WITHIN_MS,
      ...tlsOptions(tls),
      ...(alsoPublic && tls.ca !== undefined && { ca: [...rootCertificates, tls.ca] }),
    },
  })
  return {
    fetch: (url, init) => fetch(url, { ...init, dispatcher: agent }),
    close: () => agent.destroy(),
  }
}
