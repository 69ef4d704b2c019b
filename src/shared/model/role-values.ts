import { type Event, NO_TYPE, ONLY_TYPE, type Roles } from './dataset'
import type { EventValues } from './event-trace'

/** What the roles say of an event. */
export interface RoleReader {
  /** As reports write it. */
  typeOf(event: Event | EventValues): string
  /** An event without an outcome is no error. */
  isError(event: Event | EventValues): boolean
}

export function createRoleReader({ type, outcome, errorSymbols }: Roles): RoleReader {
  const errors = new Set<unknown>(errorSymbols)
  return {
    typeOf(event) {
      if (type === undefined) return ONLY_TYPE
      const value = event[type]
      return value === null || value === undefined ? NO_TYPE : String(value)
    },
    isError(event) {
      if (outcome === undefined) return false
      const value = event[outcome]
      return errors.has(typeof value === 'boolean' ? String(value) : value)
    },
  }
}
