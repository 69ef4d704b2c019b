import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'

/** Time for the answer to a change to arrive. */
const ANSWER_MS = 1_000
const LEAVING = ['beforeunload', 'pagehide'] as const

/**
 * A value that the user changes here while another process stores it: the draft shows at once, and is saved after a pause of
 * `ms`. The stored value replaces it once the answer had time to arrive.
 */
export function useDraft<T>(kept: T, save: (value: T) => void, ms: number): [T, (value: T) => void] {
  const [draft, setDraft] = useState<{ value: T } | null>(null)
  const saveSoon = useDebouncedCallback(save, { delay: ms, flushOnUnmount: true })
  useEffect(() => {
    // Closing or reloading a page unmounts no component. `beforeunload` comes first, while messages still reach main, but not everywhere.
    const saveNow = () => saveSoon.flush()
    for (const leaving of LEAVING) window.addEventListener(leaving, saveNow)
    return () => {
      for (const leaving of LEAVING) window.removeEventListener(leaving, saveNow)
    }
  }, [saveSoon])
  useEffect(() => {
    if (!draft) return
    const timer = window.setTimeout(() => setDraft(null), ms + ANSWER_MS)
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
