import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'

/** Time for the answer to a change to arrive. */
const SETTLE_MS = 1_000

/**
 * A value that a person changes here while its truth is elsewhere: the draft shows at once, is saved when the hand rests for
 * `ms`, and gives way to what is kept once that had time to arrive.
 */
export function useDraft<T>(kept: T, save: (value: T) => void, ms: number): [T, (value: T) => void] {
  const [draft, setDraft] = useState<{ value: T } | null>(null)
  const saveSoon = useDebouncedCallback(save, { delay: ms, flushOnUnmount: true })
  useEffect(() => {
    // A page that is closed or reloaded unmounts nothing.
    const saveNow = () => saveSoon.flush()
    window.addEventListener('pagehide', saveNow)
    return () => window.removeEventListener('pagehide', saveNow)
  }, [saveSoon])
  useEffect(() => {
    if (!draft) return
    const timer = window.setTimeout(() => setDraft(null), ms + SETTLE_MS)
    return () => window.clearTimeout(timer)
  }, [draft, ms])
  return [
    draft ? draft.value : kept,
    (value) => {
      setDraft({ value })
      saveSoon(value)
    },
  ]
}
