/** Facts about this machine. */
export interface Machine {
  readonly hostname: string
  /** Free bytes on the disk that holds the folder; null when unknown, for example when the folder is on another machine. */
  freeDisk(dir: string): Promise<number | null>
}
