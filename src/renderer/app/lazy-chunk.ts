import { backoff } from '@shared/lib/backoff'
import { type FunctionComponent, lazy } from 'react'

const PAUSES_MS = [200, 1_000, 3_000] as const

/** All chunks, for `preloadChunks`. */
const chunks: (() => Promise<unknown>)[] = []

/** A component in its own chunk: loaded when it is first drawn, or earlier by `preloadChunks`. */
export function lazyChunk<P extends object>(load: () => Promise<FunctionComponent<P>>) {
  chunks.push(load)
  return lazy(async () => ({ default: await persistently(load) }))
}

/** Loads all chunks once the page is idle, so that opening a screen shows no placeholder first. */
export async function preloadChunks(): Promise<void> {
  await new Promise<void>((resolve) => {
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: 5_000 })
    else setTimeout(resolve, 1_000)
  })
  // A chunk that could not be loaded is requested again when its component is drawn.
  for (const load of chunks) await load().catch(() => undefined)
}

/** React keeps a failed load for good, and a single failed request is no reason to reload the page. */
export async function persistently<T>(load: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await load()
    } catch (thrown) {
      if (failures > PAUSES_MS.length) throw thrown
      await new Promise((resolve) => setTimeout(resolve, backoff(failures, PAUSES_MS)))
    }
  }
}
