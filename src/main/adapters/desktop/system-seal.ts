import type { Seal } from '@main/ports/secrets'
import { safeStorage } from 'electron'

/**
 * The system's secret store (Keychain, DPAPI, libsecret, KWallet) by way of Electron, once the app is ready. Null where there is
 * none: Electron then seals with a password that everyone knows (`basic_text`), which is no better than plain text and looks as if
 * it were.
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
