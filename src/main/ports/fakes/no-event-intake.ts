import type { EventIntake } from '../event-intake'

/** For flows to which no client sends events. */
export function noEventIntake(): EventIntake {
  return {
    id: '',
    find: async () => null,
    put: async () => false,
    waiting: async () => [],
    passedOn: async () => {},
    close: async () => {},
  }
}
