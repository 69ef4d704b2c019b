import { IamAwsProvider } from 'minio'

type Credentials = Awaited<ReturnType<IamAwsProvider['getCredentials']>>
type Find = ReturnType<typeof import('@aws-sdk/credential-provider-node').defaultProvider>

/**
 * Credentials as the AWS tools find them: variables, single sign-on, the shared files, a web identity, the container, the machine. They are
 * looked for with the first request, and again shortly before they expire. MinIO's own provider, the only class that its package exports for
 * this, reads fields that AWS does not send.
 */
export class CredentialChain extends IamAwsProvider {
  #find: Promise<Find> | null = null

  constructor() {
    super({})
  }

  override async getCredentials(): Promise<Credentials> {
    // Loaded only where it is used: it is larger than the rest of the client.
    this.#find ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) => defaultProvider())
    const { accessKeyId, secretAccessKey, sessionToken } = await (await this.#find)()
    this.setAccessKey(accessKeyId)
    this.setSecretKey(secretAccessKey)
    this.setSessionToken(sessionToken ?? '')
    return credentials(accessKeyId, secretAccessKey, sessionToken)
  }
}

function credentials(accessKey: string, secretKey: string, sessionToken: string | undefined): Credentials {
  const found: Credentials = {
    accessKey,
    secretKey,
    ...(sessionToken !== undefined && { sessionToken }),
    getAccessKey: () => accessKey,
    getSecretKey: () => secretKey,
    getSessionToken: () => sessionToken,
    setAccessKey: () => undefined,
    setSecretKey: () => undefined,
    setSessionToken: () => undefined,
    get: () => found,
  }
  return found
}
