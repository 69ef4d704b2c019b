import type { Notifier } from '@main/ports/notifier'
import { createFeed } from '@main/signals/feed'
import type { Popup } from '@shared/model/alert'

/** A browser that is busy for a moment misses none of these. */
const KEPT = 20

/** Sends notifications to the browsers that show the window; they appear as the browser's own. */
export interface BrowserNotifier extends Notifier {
  /** Notifications from now on, until the signal aborts. */
  follow(signal?: AbortSignal): AsyncGenerator<Popup, void, undefined>
}

export function createBrowserNotifier(): BrowserNotifier {
  const feed = createFeed<readonly Popup[]>([])
  let lastId = 0
  let followers = 0
  return {
    async show(notification) {
      if (followers === 0) throw new Error('no browser shows the window')
      feed.publish([...feed.value, { ...notification, id: ++lastId }].slice(-KEPT))
    },
    async *follow(signal) {
      let seen = lastId
      followers++
      try {
        for await (const popups of feed.follow(signal)) {
          for (const popup of popups.filter(({ id }) => id > seen)) {
            seen = popup.id
            yield popup
          }
        }
      } finally {
        followers--
      }
    },
  }
}
