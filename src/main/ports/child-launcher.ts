/** A process that Millrace started and speaks with in messages. */
export interface Child {
  /** Undefined when it never came up; `exited` says why. */
  readonly pid: number | undefined
  /** Does nothing once the child is gone. */
  send(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Resolves with how it ended, in words; never rejects. */
  readonly exited: Promise<string>
  /** Ends it at once. */
  kill(): void
}

/** Starts child processes: `child_process.fork` in Node, `utilityProcess` in Electron. A child ends when its parent does. */
export interface ChildLauncher {
  /** `module` is the built entry of the child; `name` is what its log lines are marked with. */
  launch(module: URL, name: string): Child
}
