import { createFeed } from '@main/signals/feed'
import type { DesktopAction } from '@shared/model/desktop'

/** The most actions that wait for a page that is still loading. When there are more, the oldest are dropped. */
const KEPT = 20

/** Actions for the page of the main window, each taken exactly once. */
export interface PageActionQueue {
  send(action: DesktopAction): void
  follow(signal?: AbortSignal): AsyncGenerator<DesktopAction, void, undefined>
}

export function createPageActionQueue(): PageActionQueue {
  let queue: readonly DesktopAction[] = []
  const added = createFeed(0)
  return {
    send(action) {
      // A later view replaces an earlier one: the page would show only the last.
      const kept = action.action === 'go' ? queue.filter((queued) => queued.action !== 'go') : queue
      queue = [...kept, action].slice(-KEPT)
      added.publish(added.value + 1)
    },
    async *follow(signal) {
      for await (const _ of added.follow(signal)) {
        while (!signal?.aborted) {
          const [action, ...rest] = queue
          if (!action) break
          queue = rest
          yield action
        }
      }
    },
  }
}
