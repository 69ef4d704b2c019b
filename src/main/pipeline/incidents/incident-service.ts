import type { Clock } from '@main/ports/clock'
import type { Decision, IncidentRecord, IncidentStore, KeptRecord, NotifiedChannels } from '@main/ports/incident-store'
import type { Feed } from '@main/signals/feed'
import { type Alarm, isAlarm, type ListedIncident, type ListedIncidentDetail } from '@shared/model/alarm'
import type { AlertSettings } from '@shared/model/alert'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { Finding, Incident, IncidentId } from '@shared/model/incident'
import type { Analysis } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'
import { type Plan, planAcknowledgement, planMessages } from '../alerts/plan-messages'
import { beyondThresholds } from '../alerts/thresholds'
import type { AcceptedLevel } from '../detect/accepted-level'
import { acceptedAsNormal, acknowledged, foldIncidents, REACH_MS } from './fold-incidents'
import type { JudgedWindow } from './judged-window'

/** Turns reports into incidents, keeps alarms, plans the notifications of both, and records acknowledgements and accepted levels. */
export interface IncidentService {
  /** Wakes waiting loops when an incident, or its notifications, have changed. */
  readonly changes: Feed<number>
  /** The values of a window that are beyond the user's own limits. */
  beyondLimits(dataset: DatasetName, start: WindowStart, analysis: Analysis): Finding[]
  /** Resolves once the incidents and their notifications are on disk. The same report again changes nothing. */
  reported(window: JudgedWindow): Promise<void>
  /** Calls `decide` with the open alarms, and resolves once the alarms that it returns, and their notifications, are on disk. */
  alarms(decide: (open: readonly Alarm[]) => readonly Alarm[]): Promise<void>
  open(): Promise<ListedIncident[]>
  list: IncidentStore['list']
  /** Throws `incident-unknown`. */
  get(id: IncidentId): Promise<ListedIncidentDetail>
  /** Throws `incident-unknown`. */
  acknowledge(id: IncidentId): Promise<ListedIncident>
  /** Accepts the incident's level as the new normal, which ends the incident; an alarm stays as it is. Throws `incident-unknown`. */
  accept(id: IncidentId): Promise<ListedIncident>
  /** The accepted levels of the dataset, newest first. */
  acceptedLevels(dataset: DatasetName): Promise<AcceptedLevel[]>
}

/** Incidents older than this are covered by the detector's checkpoint. */
const NEWEST = 200

export interface IncidentServiceOptions {
  readonly store: IncidentStore
  readonly clock: Clock
  readonly datasets: readonly Dataset[]
  readonly alerts: Feed<AlertSettings>
  readonly changes: Feed<number>
}

export function createIncidentService({
  store,
  clock,
  datasets,
  alerts,
  changes,
}: IncidentServiceOptions): IncidentService {
  const datasetOf = (name: DatasetName): Pick<Dataset, 'name' | 'title' | 'typeLabels'> =>
    datasets.find((known) => known.name === name) ?? { name, title: name, typeLabels: {} }
  const planOf = ({ id, dataset }: ListedIncident, notified: NotifiedChannels): Plan => ({
    settings: alerts.value,
    dataset: datasetOf(dataset ?? ''),
    notified: notified(id),
    now: clock.now(),
  })
  const known = (record: KeptRecord | null, id: IncidentId): KeptRecord => {
    if (!record) throw new FaultError({ code: 'incident-unknown', id })
    return record
  }

  const decide = (window: JudgedWindow, around: readonly IncidentRecord[], notified: NotifiedChannels): Decision => {
    const records = foldIncidents(around, window, clock.now())
    // An open incident without changes may need a notification as well: a rule may be new, or no longer muted.
    const others = around.filter(({ incident }) => !records.some((record) => record.incident.id === incident.id))
    const going = others.filter(({ incident }) => incident.state !== 'ended')
    const messages = [...records, ...going].flatMap(({ incident }) =>
      planMessages(incident, planOf(incident, notified)),
    )
    return { records, messages }
  }

  return {
    changes,
    beyondLimits: (dataset, start, analysis) =>
      beyondThresholds(alerts.value.rules, datasetOf(dataset), start, analysis),
    async reported(window) {
      let decision: Decision | undefined
      await store.changeAround({ ...window, reachMs: REACH_MS }, (around, notified) => {
        decision = decide(window, around, notified)
        return decision
      })
      if (decision && decision.records.length + decision.messages.length > 0) changes.publish(changes.value + 1)
    },
    async alarms(decide) {
      let decision: Decision = { records: [], messages: [] }
      await store.changeAlarms((before, notified) => {
        const changed = decide(before)
        const others = before.filter(({ id }) => !changed.some((alarm) => alarm.id === id))
        decision = {
          records: changed.map((incident) => ({ incident })),
          messages: [...changed, ...others].flatMap((alarm) => planMessages(alarm, planOf(alarm, notified))),
        }
        return decision
      })
      if (decision.records.length + decision.messages.length > 0) changes.publish(changes.value + 1)
    },
    open: () => store.open(),
    list: (query) => store.list(query),
    async get(id) {
      const record = known(await store.get(id), id)
      return 'history' in record ? { ...record.incident, history: [...record.history] } : record.incident
    },
    async acknowledge(id) {
      const record = await store.change(id, (before, notified) => {
        const after = acknowledged(before, clock.now())
        const messages = after === before ? [] : planAcknowledgement(after.incident, planOf(after.incident, notified))
        return { records: [after], messages }
      })
      changes.publish(changes.value + 1)
      return known(record, id).incident
    },
    async accept(id) {
      const record = await store.change(id, (before, notified) => {
        const after = acceptedAsNormal(before)
        const messages = after === before ? [] : planMessages(after.incident, planOf(after.incident, notified))
        return { records: [after], messages }
      })
      changes.publish(changes.value + 1)
      return known(record, id).incident
    },
    async acceptedLevels(dataset) {
      const found = await store.list({ dataset, limit: NEWEST })
      return found.flatMap((one) => (!isAlarm(one) && one.endedBy === 'new-level' ? [levelOf(one)] : []))
    },
  }
}

/** The measures at the incident's end; a measure that had returned before is not part of the new level. */
function levelOf({ id, type, types, measures, last }: Incident): AcceptedLevel {
  const going = measures.filter((one) => last - one.last <= REACH_MS)
  return { incident: id, type, types, measures: going.map(({ measure }) => measure), through: last }
}
