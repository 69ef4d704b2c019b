import type { LetterResends } from '../letter-resends'

/** For flows in which no dead letter is ever sent again. */
export function noLetterResends(): LetterResends {
  const nothing = async () => {}
  return {
    groups: async () => [],
    openCounts: async () => new Map(),
    openLetters: async () => [],
    countOpen: async () => 0,
    discard: async () => 0,
    start: async () => null,
    list: async () => [],
    find: async () => null,
    cancel: nothing,
    waiting: async () => [],
    stillWaiting: async () => [],
    refuse: nothing,
    markSent: nothing,
    sent: async () => [],
    settle: nothing,
    release: nothing,
    finish: nothing,
    setProblem: nothing,
  }
}
