import { secretsFile } from '@main/adapters/folder/secrets-file'
import type { TokenStore } from '@main/hosts/access'

/** The access token and the last port, with which the window keeps its address between starts. */
export interface WebAccess {
  readonly tokens: TokenStore
  /** Null before the first start. */
  lastPort(): Promise<number | null>
  keepPort(port: number): Promise<void>
}

/** `web-access.json` in the data directory, readable only by its owner. */
export function webAccess(dataDir: string): WebAccess {
  const file = secretsFile(dataDir, null, 'web-access.json')
  const keep = async (name: 'token' | 'port', value: string) => file.write({ ...(await file.read()), [name]: value })
  return {
    tokens: {
      read: async () => (await file.read()).token ?? null,
      write: (token) => keep('token', token),
    },
    async lastPort() {
      const { port } = await file.read()
      return port === undefined ? null : Number(port)
    },
    async keepPort(port) {
      if (String(port) !== (await file.read()).port) await keep('port', String(port))
    },
  }
}
