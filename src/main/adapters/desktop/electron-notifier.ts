import type { Notifier } from '@main/ports/notifier'
import { CONFIRM_WITHIN_MS, type Shown, whyNotShown } from '@main/shell/notifications'
import { Notification } from 'electron'

/** Notifications of the system. `onClick` gets the tag of the one that was clicked. */
export function electronNotifier(onClick: (tag: string) => void): Notifier {
  /** Keeps a reference to each notification until it closes: if it were garbage collected, a click on it would do nothing. */
  const shown = new Map<string, Notification>()
  return {
    async show({ tag, title, text }) {
      if (!Notification.isSupported()) throw new Error('this system does not support notifications')
      shown.get(tag)?.close()
      const notification = new Notification({ title, body: text })
      shown.set(tag, notification)
      notification.on('close', () => shown.get(tag) === notification && shown.delete(tag))
      notification.on('click', () => onClick(tag))
      const outcome = await new Promise<Shown>((resolve) => {
        notification.once('show', () => resolve({ said: 'shown' }))
        notification.once('failed', (_event, reason) => resolve({ said: 'failed', reason }))
        notification.show()
        setTimeout(resolve, CONFIRM_WITHIN_MS, { said: 'nothing' } satisfies Shown)
      })
      const problem = whyNotShown(process.platform, outcome)
      if (problem !== null) throw new Error(problem)
    },
  }
}
