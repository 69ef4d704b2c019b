import type { Clock } from '@main/ports/clock'
import type { IncidentRecord, IncidentStore } from '@main/ports/incidents'
import { createFeed, type Feed } from '@main/signals/feed'
import { FaultError } from '@shared/model/fault'
import type { Incident, IncidentDetail, IncidentId } from '@shared/model/incident'
import { acknowledged, foldIncidents, REACH_MS } from './fold-incidents'
import type { JudgedWindow } from './judged-window'

/** Where reports become incidents, and people say that they have seen them. */
export interface IncidentDesk {
  /** Rings on every change. */
  readonly changes: Feed<number>
  /** On disk when it resolves. The same report again changes nothing. */
  reported(window: JudgedWindow): Promise<void>
  open(): Promise<Incident[]>
  list: IncidentStore['list']
  /** Throws `incident-unknown`. */
  get(id: IncidentId): Promise<IncidentDetail>
  /** Throws `incident-unknown`. */
  acknowledge(id: IncidentId): Promise<Incident>
}

export function createIncidentDesk(store: IncidentStore, clock: Clock): IncidentDesk {
  const changes = createFeed(0)
  const ring = () => changes.publish(changes.value + 1)
  const known = (record: IncidentRecord | null, id: IncidentId): IncidentRecord => {
    if (!record) throw new FaultError({ code: 'incident-unknown', id })
    return record
  }
  return {
    changes,
    async reported(window) {
      let changed = 0
      await store.changeAround({ ...window, reachMs: REACH_MS }, (around) => {
        const records = foldIncidents(around, window, clock.now())
        changed = records.length
        return records
      })
      if (changed > 0) ring()
    },
    open: () => store.open(),
    list: (query) => store.list(query),
    async get(id) {
      const { incident, history } = known(await store.get(id), id)
      return { ...incident, history: [...history] }
    },
    async acknowledge(id) {
      const { incident } = known(await store.change(id, (record) => acknowledged(record, clock.now())), id)
      ring()
      return incident
    },
  }
}
