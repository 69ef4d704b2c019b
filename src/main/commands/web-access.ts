import { secretsFile } from '@main/adapters/folder/secrets-file'
import type { TokenStore } from '@main/hosts/access-control'

/** The access token and the last port, with which the window keeps its address between starts. */
export interface WebAccess {
  readonly tokens: TokenStore
  /** Null before the first start. */
  readonly lastPort: number | null
  keepPort(port: number): Promise<void>
}

/** `web-access.json` in the data directory, readable only by its owner. Throws `secrets-closed`. */
export async function openWebAccess(dataDir: string): Promise<WebAccess> {
  const file = secretsFile(dataDir, null, 'web-access.json')
  let kept = await file.read()
  const keep = async (changed: Readonly<Record<string, string>>) => {
    kept = { ...kept, ...changed }
    await file.write(kept)
  }
  return {
    tokens: {
      read: async () => kept.token ?? null,
      write: (token) => keep({ token }),
    },
    lastPort: kept.port === undefined ? null : Number(kept.port),
    async keepPort(port) {
      if (String(port) !== kept.port) await keep({ port: String(port) })
    },
  }
}
