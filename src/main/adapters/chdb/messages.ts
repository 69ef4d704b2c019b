/** The messages between the store server and its parent: plain data, over the process's own channel. */
export interface OpenMessage {
  readonly kind: 'open'
  /** The folder with the engine's files and the spool. */
  readonly dir: string
  readonly username: string
  /** Sent as a message, because other processes can read arguments and environment. */
  readonly password: string
}
export type ToServer = OpenMessage | { readonly kind: 'stop' }
export type FromServer =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'failed'; readonly reason: string; readonly diskFull: boolean }
