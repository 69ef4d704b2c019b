import type { Notifier } from '@main/ports/notifier'
import { BrowserWindow, Notification } from 'electron'

/** Notifications of the system. A click brings the window to the front. */
export function electronNotifier(): Notifier {
  /** Keeps a reference to each notification until it closes: if it were garbage collected, a click on it would do nothing. */
  const shown = new Map<string, Notification>()
  return {
    async show({ tag, title, text }) {
      if (!Notification.isSupported()) throw new Error('this system does not support notifications')
      shown.get(tag)?.close()
      const notification = new Notification({ title, body: text })
      shown.set(tag, notification)
      notification.on('close', () => shown.get(tag) === notification && shown.delete(tag))
      notification.on('click', () => {
        const [window] = BrowserWindow.getAllWindows()
        if (window?.isMinimized()) window.restore()
        window?.focus()
      })
      await new Promise<void>((resolve, reject) => {
        notification.once('show', () => resolve())
        notification.once('failed', (_event, error) => reject(new Error(error)))
        notification.show()
        // Some systems never confirm that they show it.
        setTimeout(resolve, 2_000).unref()
      })
    },
  }
}
