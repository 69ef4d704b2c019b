import { useState } from 'react'
import type { Api } from './connection'
import { useApi } from './connection-context'
import { errorWords } from './error-words'

export interface Saving {
  readonly saving: boolean
  /** The reason why saving failed. */
  readonly problem: string | null
  /** Resolves to the result, or to null when saving failed. */
  save<T>(work: (api: Api) => Promise<T>): Promise<T | null>
}

/** For dialogs: they stay open and show the reason while saving fails. */
export function useSaving(): Saving {
  const api = useApi()
  const [saving, setSaving] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  return {
    saving,
    problem,
    async save(work) {
      setSaving(true)
      try {
        const done = await work(api)
        setProblem(null)
        return done
      } catch (thrown) {
        setProblem(errorWords(thrown))
        return null
      } finally {
        setSaving(false)
      }
    },
  }
}
