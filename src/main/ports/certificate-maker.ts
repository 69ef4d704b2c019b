/** A certificate and its private key (PKCS #8), as PEM texts. */
export interface Certified {
  readonly certificate: string
  readonly key: string
}

export interface ServerCertificate {
  /** DNS names and IPv4 addresses. */
  readonly names: readonly string[]
  /** Epoch ms. */
  readonly from: number
  readonly until: number
}

/** Makes certificates on this machine, without any other program. */
export interface CertificateMaker {
  /** An authority of our own; clients need its certificate. Times are epoch ms. */
  authority(name: string, from: number, until: number): Promise<Certified>
  /** A server's certificate, signed by the authority. */
  issue(authority: Certified, wanted: ServerCertificate): Promise<Certified>
}
