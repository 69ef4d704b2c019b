/** A process that Millrace started and exchanges messages with. */
export interface Child {
  /** Undefined when the process never started; `exited` says why. */
  readonly pid: number | undefined
  /** Does nothing once the child has exited. */
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Resolves with how it ended, as text; never rejects. */
  readonly exited: Promise<string>
  /** Kills it immediately. */
  kill(): void
}

/** Starts child processes: `child_process.fork` in Node, `utilityProcess` in Electron. A child ends when its parent does. */
export interface ChildLauncher {
  /** `module` is the built entry of the child; `name` marks its log lines. */
  launch(module: URL, name: string): Child
}
