export interface Notification {
  /** A later one of the same tag takes its place. */
  readonly tag: string
  readonly title: string
  readonly text: string
}

/** Notifications outside the window. */
export interface Notifier {
  /** Resolves once it is handed over; rejects with an `Error` that says in words why nobody sees it. */
  show(notification: Notification): Promise<void>
}
