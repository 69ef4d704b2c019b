import { useSyncExternalStore } from 'react'

/** A value of this page that any component can read and set. */
export interface SharedValue<T> {
  use(): T
  set(value: T): void
}

export function createSharedValue<T>(initial: T): SharedValue<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    use: () => useSyncExternalStore(subscribe, () => value),
    set(next) {
      value = next
      for (const listener of [...listeners]) listener()
    },
  }
}
