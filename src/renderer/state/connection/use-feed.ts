import { useEffect, useRef, useState } from 'react'
import type { Api } from './connection'
import { useApi, useConnectionStatus } from './connection-context'
import { errorWords } from './error-words'
import { FIRST_PAUSE_MS, nextPause, pause } from './reconnect-pause'

/** A screen's view of a feed. While the connection is lost, the last known value stays. */
export type Feed<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'live'; readonly value: T }

type Subscribe<T> = (api: Api, signal: AbortSignal) => Promise<AsyncIterable<T>>

interface Take<T> {
  /** A subscription begins: the next items start over. */
  begin(): void
  item(item: T): void
  failed(message: string): void
}

const LOADING = { state: 'loading' } as const

/**
 * Holds the latest item of a feed. `key` contains the feed's inputs: another key is another feed, which starts over. A feed that
 * breaks off subscribes again automatically, and reports a failure only when that fails too.
 */
export function useFeed<T>(key: string, subscribe: Subscribe<T>): Feed<T> {
  return useReducedFeed<T, T>(key, subscribe, (_, item) => item)
}

/** Holds the result of `reduce` over all items since the subscription; the state before the first item is null. */
export function useReducedFeed<T, S>(
  key: string,
  subscribe: Subscribe<T>,
  reduce: (state: S | null, item: T) => S,
): Feed<S> {
  const state = useRef<S | null>(null)
  const [held, setHeld] = useState<{ key: string; feed: Feed<S> }>({ key, feed: LOADING })
  useItems(key, subscribe, {
    begin() {
      state.current = null
    },
    item(item) {
      state.current = reduce(state.current, item)
      setHeld({ key, feed: { state: 'live', value: state.current } })
    },
    failed: (message) => setHeld({ key, feed: { state: 'failed', message } }),
  })
  return held.key === key ? held.feed : LOADING
}

/** Passes on every item of a feed, for components that draw less often than items arrive. */
export function useItems<T>(key: string, subscribe: Subscribe<T>, take: Take<T>): void {
  const api = useApi()
  const status = useConnectionStatus()
  const line = status.state === 'open' ? status.line : null

  // `subscribe` and `take` are new on every render; their inputs are in `key`.
  useEffect(() => {
    if (line === null) return
    const stop = new AbortController()
    void follow(() => subscribe(api, stop.signal), take, stop.signal)
    return () => stop.abort()
  }, [api, line, key])
}

async function follow<T>(open: () => Promise<AsyncIterable<T>>, take: Take<T>, signal: AbortSignal): Promise<void> {
  let failures = 0
  let wait = FIRST_PAUSE_MS
  while (!signal.aborted) {
    try {
      const items = await open()
      take.begin()
      for await (const item of items) {
        if (signal.aborted) return
        failures = 0
        wait = FIRST_PAUSE_MS
        take.item(item)
      }
    } catch (thrown) {
      if (signal.aborted) return
      failures++
      if (failures > 1) take.failed(errorWords(thrown))
    }
    await pause(wait, signal)
    wait = nextPause(wait)
  }
}
