/** The TCP ports of this machine's loopback. */
export interface LocalPorts {
  /** The process that listens there, such as "java (pid 812)"; null when the port is free or the process is unknown. */
  holder(port: number): Promise<string | null>
  isFree(port: number): Promise<boolean>
}
