/** Whom to trust at the other end of a TLS connection, and who we are. Certificates and keys are PEM texts. Plain data. */
export interface Tls {
  /** In place of the system's certificate authorities. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  /** The name that the server's certificate must carry, if it is not the host of the address. */
  readonly serverName?: string
}

/** The same as options of Node's TLS clients and agents. */
export function tlsOptions({ serverName, ...certificates }: Tls): Omit<Tls, 'serverName'> & { servername?: string } {
  return { ...certificates, ...(serverName !== undefined && { servername: serverName }) }
}

/** How to log in over HTTP. Plain data. */
export type HttpLogin =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string }
