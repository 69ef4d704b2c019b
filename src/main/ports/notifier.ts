export interface Notification {
  /** A later notification with the same tag replaces this one. */
  readonly tag: string
  readonly title: string
  readonly text: string
}

/** Notifications outside the window. */
export interface Notifier {
  /** Resolves once the system has accepted it; rejects with an `Error` whose message says why it cannot be shown. */
  show(notification: Notification): Promise<void>
}
