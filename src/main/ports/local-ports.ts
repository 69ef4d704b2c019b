/** The TCP ports of this machine's loopback. */
export interface LocalPorts {
  /** Who listens there, such as "java (pid 812)"; null when the port is free or nobody tells. */
  holder(port: number): Promise<string | null>
  isFree(port: number): Promise<boolean>
}
