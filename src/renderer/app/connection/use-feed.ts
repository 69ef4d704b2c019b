import { useEffect, useState } from 'react'
import type { Api } from './connection'
import { useApi, useConnectionStatus } from './connection-context'
import { FIRST_PAUSE_MS, nextPause, pause } from './pause'
import { wordsOf } from './words-of'

/** What a screen knows of a feed. While the connection is away, the last known value stays. */
export type Feed<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'live'; readonly value: T }

type Subscribe<T> = (api: Api, signal: AbortSignal) => Promise<AsyncIterable<T>>

const LOADING = { state: 'loading' } as const

/**
 * Holds the latest item of a feed. `key` says what the feed depends on: another key is another feed, which starts over.
 * A feed that breaks off subscribes again by itself, and says so only when that fails too.
 */
export function useFeed<T>(key: string, subscribe: Subscribe<T>): Feed<T> {
  return useReducedFeed<T, T>(key, subscribe, (_, item) => item)
}

/** Holds what `reduce` makes of all items since the subscription; the state before the first one is null. */
export function useReducedFeed<T, S>(
  key: string,
  subscribe: Subscribe<T>,
  reduce: (state: S | null, item: T) => S,
): Feed<S> {
  const api = useApi()
  const status = useConnectionStatus()
  const line = status.state === 'open' ? status.line : null
  const [held, setHeld] = useState<{ key: string; feed: Feed<S> }>({ key, feed: LOADING })

  // `subscribe` and `reduce` are new on every render; what they depend on is in `key`.
  useEffect(() => {
    if (line === null) return
    const stop = new AbortController()
    const tell = (feed: Feed<S>) => setHeld({ key, feed })
    void follow(() => subscribe(api, stop.signal), reduce, tell, stop.signal)
    return () => stop.abort()
  }, [api, line, key])

  return held.key === key ? held.feed : LOADING
}

async function follow<T, S>(
  open: () => Promise<AsyncIterable<T>>,
  reduce: (state: S | null, item: T) => S,
  tell: (feed: Feed<S>) => void,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  let wait = FIRST_PAUSE_MS
  while (!signal.aborted) {
    let state: S | null = null
    try {
      for await (const item of await open()) {
        if (signal.aborted) return
        failures = 0
        wait = FIRST_PAUSE_MS
        state = reduce(state, item)
        tell({ state: 'live', value: state })
      }
    } catch (thrown) {
      if (signal.aborted) return
      failures++
      if (failures > 1) tell({ state: 'failed', message: wordsOf(thrown) })
    }
    await pause(wait, signal)
    wait = nextPause(wait)
  }
}
