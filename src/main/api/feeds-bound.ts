import { FaultError } from '@shared/model/fault'

/** Feeds that one connection may follow at once: every screen together needs far fewer. */
const MOST_FEEDS = 200

/** One connection to the api: a window, or a script. */
export interface Connection {
  feeds: number
}

/** The feed, counted as one of the connection's for as long as it is followed. Throws `too-many-feeds`. */
export function counted<T>(feed: AsyncIterable<T>, connection: Connection): AsyncIterable<T> {
  if (connection.feeds >= MOST_FEEDS) throw new FaultError({ code: 'too-many-feeds', most: MOST_FEEDS })
  return (async function* () {
    connection.feeds++
    try {
      yield* feed
    } finally {
      connection.feeds--
    }
  })()
}

export function isFeed(output: unknown): output is AsyncIterable<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}
