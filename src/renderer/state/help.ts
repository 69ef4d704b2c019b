import { useSyncExternalStore } from 'react'

/** The pages of help that open over any screen. */
export type HelpPage = 'shortcuts' | 'glossary'

let page: HelpPage | null = null
const listeners = new Set<() => void>()

export function useHelpPage(): HelpPage | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => page,
  )
}

/** Opens a page of help; null closes it. */
export function openHelp(next: HelpPage | null): void {
  page = next
  for (const listener of [...listeners]) listener()
}
