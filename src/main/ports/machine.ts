/** What this machine says of itself. */
export interface Machine {
  readonly hostname: string
  /** Bytes free on the disk that holds the folder; null when that cannot be told, such as when it is not here. */
  freeDisk(dir: string): Promise<number | null>
}
