import { useEffect, useState } from 'react'
import type { Api } from './connection'
import { useApi, useConnectionStatus } from './connection-context'
import { errorWords } from './error-words'
import type { Feed } from './use-feed'

const LOADING = { state: 'loading' } as const

/**
 * The answer to one call. Another `key` is another call, which starts over. When `again` changes, or after a lost connection, the
 * same call is repeated while the old answer stays.
 */
export function useAnswer<T>(
  key: string,
  ask: (api: Api, signal: AbortSignal) => Promise<T>,
  again: string | number = '',
): Feed<T> {
  const api = useApi()
  const status = useConnectionStatus()
  const line = status.state === 'open' ? status.line : null
  const [held, setHeld] = useState<{ key: string; feed: Feed<T> }>({ key, feed: LOADING })

  // `ask` is new on every render; its inputs are in `key` and `again`.
  useEffect(() => {
    if (line === null) return
    const stop = new AbortController()
    ask(api, stop.signal).then(
      (value) => !stop.signal.aborted && setHeld({ key, feed: { state: 'live', value } }),
      (thrown) => !stop.signal.aborted && setHeld({ key, feed: { state: 'failed', message: errorWords(thrown) } }),
    )
    return () => stop.abort()
  }, [api, line, key, again])

  return held.key === key ? held.feed : LOADING
}
