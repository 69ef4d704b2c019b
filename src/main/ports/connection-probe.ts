/** A failed step of a connection test, in words: what is wrong, and what to do about it. */
export class ProbeFailure extends Error {
  override readonly name = 'ProbeFailure'
}

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** `host:port`, with brackets around an IPv6 address. */
export function endpointText({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The host and port of an address such as `kafka-1:9093`, `[::1]:9092` or `https://registry.example.com`. */
export function endpointOf(address: string): Endpoint {
  const url = new URL(address.includes('://') ? address : `tcp://${address}`)
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port }
}
