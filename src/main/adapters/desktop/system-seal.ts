import type { Seal } from '@main/ports/secrets'
import { safeStorage } from 'electron'

/**
 * The system's secret store (Keychain, DPAPI, libsecret, KWallet) through Electron, once the app is ready. Null when there is none:
 * Electron then uses a publicly known password (`basic_text`), which is no safer than plain text but looks as if it were.
 */
export async function systemSeal(): Promise<Seal | null> {
  if (process.platform === 'linux') {
    const store = safeStorage.getSelectedStorageBackend()
    if (store === 'basic_text' || store === 'unknown') return null
  }
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return null
  return {
    seal: (text) => safeStorage.encryptStringAsync(text),
    open: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed))).result,
  }
}
