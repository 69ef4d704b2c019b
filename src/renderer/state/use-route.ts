import { useMemo, useSyncExternalStore } from 'react'
import { splitFragment } from './connection/split-fragment'
import { parseRoute, type Route } from './route'

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return useMemo(() => parseRoute(splitFragment(hash).view), [hash])
}
