import type { LiveSecond } from '@shared/model/live'

/** What two runs of the sink counted in the same second, together. */
export function addSeconds(a: LiveSecond, b: LiveSecond): LiveSecond {
  const types = { ...a.types }
  for (const [type, { events, errors }] of Object.entries(b.types)) {
    const before = types[type] ?? { events: 0, errors: 0 }
    types[type] = { events: before.events + events, errors: before.errors + errors }
  }
  // Quantiles cannot be added: those over more events say more.
  const [more, less] = eventsOf(a) >= eventsOf(b) ? [a, b] : [b, a]
  return { second: a.second, types, latency: more.latency ?? less.latency }
}

function eventsOf({ types }: LiveSecond): number {
  return Object.values(types).reduce((sum, { events }) => sum + events, 0)
}
