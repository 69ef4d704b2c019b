import { FaultError } from '@shared/model/fault'

/** The maximum number of feeds that one connection may follow at once: all screens together need far fewer. */
const MOST_FEEDS = 100

/** One connection to the api: a window, or a script. */
export interface Connection {
  feeds: number
}

type Feed<T> = AsyncIterator<T, unknown, undefined> & AsyncIterable<T>

/**
 * Returns the feed, which counts as one of the connection's from now on until it ends or is cancelled, even if it is never read.
 * Throws `too-many-feeds`.
 */
export function counted<T>(feed: AsyncIterable<T>, connection: Connection): Feed<T> {
  if (connection.feeds >= MOST_FEEDS) throw new FaultError({ code: 'too-many-feeds', most: MOST_FEEDS })
  connection.feeds++
  const items = feed[Symbol.asyncIterator]()
  let open = true
  const release = () => {
    if (open) connection.feeds--
    open = false
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      try {
        const item = await items.next()
        if (item.done) release()
        return item
      } catch (thrown) {
        release()
        throw thrown
      }
    },
    async return(value) {
      release()
      return (await items.return?.(value)) ?? { done: true, value }
    },
  }
}

export function isFeed(output: unknown): output is AsyncIterable<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}
