/**
 * Why passwords are kept as plain text, in words; null when the system keeps them sealed. `basic_text` is Electron's name for a fixed,
 * publicly known password (electronjs.org/docs/latest/api/safe-storage).
 */
export function secretStoreNote(platform: string, store: string | null, available: boolean): string | null {
  if (platform === 'linux' && (store === 'basic_text' || store === 'unknown')) {
    return 'This desktop has no secret store, so passwords are kept as plain text that only your user can read. Install GNOME Keyring or KWallet to seal them.'
  }
  if (available) return null
  return 'The system’s secret store cannot be used, so passwords are kept as plain text that only your user can read.'
}
