import { createWaitList } from '@shared/lib/wait-list'

/** A value that changes, with its followers. A slow follower skips to the newest value, so no queue builds up. */
export interface Feed<T> {
  readonly value: T
  publish(value: T): void
  /** The current value at once, then each newer one, until the signal aborts. */
  follow(signal?: AbortSignal): AsyncGenerator<T, void, undefined>
}

export function createFeed<T>(initial: T): Feed<T> {
  let value = initial
  let version = 0
  const followers = createWaitList()
  return {
    get value() {
      return value
    },
    publish(next) {
      value = next
      version++
      followers.wakeAll()
    },
    async *follow(signal) {
      let seen = -1
      while (!signal?.aborted) {
        if (seen !== version) {
          seen = version
          yield value
          continue
        }
        await followers.wait(signal)
      }
    },
  }
}
