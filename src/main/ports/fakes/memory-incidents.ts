import type { IncidentRecord, IncidentStore } from '../incidents'

/** Incidents in memory, for tests. */
export function createMemoryIncidents(): IncidentStore {
  const records = new Map<string, IncidentRecord>()
  const keep = (record: IncidentRecord) => void records.set(record.incident.id, record)
  const newestFirst = () =>
    [...records.values()].map(({ incident }) => incident).sort((a, b) => b.began - a.began || (a.id < b.id ? 1 : -1))
  return {
    async changeAround({ dataset, start, reachMs }, decide) {
      const around = [...records.values()].filter(
        ({ incident }) =>
          incident.dataset === dataset &&
          (incident.state !== 'ended' || (incident.last >= start - reachMs && incident.began <= start + reachMs)),
      )
      for (const record of decide(around)) keep(record)
    },
    async change(id, decide) {
      const known = records.get(id)
      if (!known) return null
      keep(decide(known))
      return records.get(id) ?? null
    },
    get: async (id) => records.get(id) ?? null,
    async list({ dataset, before, limit }) {
      const sorted = newestFirst()
      const from = before === undefined ? 0 : sorted.findIndex(({ id }) => id === before) + 1
      if (before !== undefined && from === 0) return []
      return sorted
        .slice(from)
        .filter((incident) => dataset === undefined || incident.dataset === dataset)
        .slice(0, limit)
    },
    open: async () => newestFirst().filter(({ state }) => state !== 'ended'),
    close: async () => undefined,
  }
}
