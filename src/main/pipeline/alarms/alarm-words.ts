import { type WindowStart, windowName } from '@shared/model/window'

/** "window 2026-01-05_12-00", or of several the number, the first and the last. */
export function windowNames(starts: readonly WindowStart[]): string {
  const names = starts.map(windowName)
  return names.length === 1 ? `window ${names[0]}` : `${names.length} windows from ${names[0]} to ${names.at(-1)}`
}

/** "1 event is", "1,200 events are" */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`
}
