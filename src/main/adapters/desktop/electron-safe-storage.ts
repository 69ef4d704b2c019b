import type { Seal } from '@main/ports/secrets'
import { secretStoreNote } from '@main/shell/secret-store-note'
import { safeStorage } from 'electron'

/**
 * The system's secret store (Keychain, DPAPI, libsecret, KWallet) through Electron, once the app is ready. `seal` is null when there is
 * none, and `note` then says why: Electron would use a publicly known password (`basic_text`), which only looks as if it were safe.
 */
export async function electronSafeStorage(): Promise<{ seal: Seal | null; note: string | null }> {
  const { platform } = process
  const store = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : null
  const note = secretStoreNote(platform, store, await safeStorage.isAsyncEncryptionAvailable())
  if (note !== null) return { seal: null, note }
  const seal: Seal = {
    seal: (text) => safeStorage.encryptStringAsync(text),
    open: async (sealed) => (await safeStorage.decryptStringAsync(Buffer.from(sealed))).result,
  }
  return { seal, note: null }
}
