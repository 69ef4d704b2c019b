/** The newest release of the installed app. Each step happens only when the user has agreed to it. */
export interface Updater {
  /** The version of a newer release, or null. Rejects when the feed cannot be read. */
  check(): Promise<string | null>
  /** Downloads the release of the last check and compares its signature or checksum. */
  download(): Promise<void>
  installOnQuit(): Promise<void>
}
