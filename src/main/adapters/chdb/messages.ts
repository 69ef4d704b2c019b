/** What the store server's parent and the server say to each other; plain data, over the process's own channel. */
export interface OpenMessage {
  readonly kind: 'open'
  /** Holds the engine's files and the spool. */
  readonly dir: string
  readonly username: string
  /** Comes by message because arguments and environment can be read by other processes. */
  readonly password: string
}
export type ToServer = OpenMessage | { readonly kind: 'stop' }
export type FromServer =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'failed'; readonly reason: string; readonly diskFull: boolean }
