import type { IncidentRecord, IncidentSummary, KeptRecord } from '@main/ports/incident-store'
import { MINUTE_MS } from '@shared/lib/time'
import type { DatasetName } from '@shared/model/dataset'
import { countDistinct, type Distinct, mergeDistinct } from '@shared/model/distinct-count'
import type { Finding, Incident, IncidentWindow } from '@shared/model/incident'
import { type WindowStart, windowName } from '@shared/model/window'
import { findingsByIncident, type IncidentKey, keyOf } from './findings-by-incident'
import { headline } from './headline'
import { addWindow } from './incident-summary'
import type { JudgedWindow, TypeAffected } from './judged-window'

/** An incident continues over this many unremarkable windows, like the detector's deviations. */
const BRIDGE = 3
/** Windows no further from an incident than this belong to it. */
export const REACH_MS = (BRIDGE + 1) * MINUTE_MS
/** The number of an incident's windows that are kept individually. */
const MOST_KEPT = 240

/**
 * Merges one revision of a window into the incidents: `known` are all incidents of the dataset that have not ended or lie within
 * reach. Returns the incidents that are new or may have changed. The same revision again changes nothing, a newer revision
 * replaces the window's findings, and an older one is ignored.
 */
export function foldIncidents(known: readonly IncidentRecord[], window: JudgedWindow, now: number): IncidentRecord[] {
  const { start, revision } = window
  if (known.some(({ history }) => history.some((one) => one.start === start && one.revision > revision))) return []
  const within = known.filter((record) => covers(record, start))
  const going = within.filter(({ incident }) => incident.state !== 'ended')
  const updated = findingsByIncident(window.findings, window.types, going).map(({ key, findings }) => {
    const before = going.concat(within).find((record) => keyOf(record.incident) === keyOf(key)) ?? null
    const touched = affectedIn(findings, window.touched)
    const own: IncidentWindow = { start, revision, events: touched.events, findings }
    const record = withWindow(before ?? begun(window.dataset, key, own, now), own, touched)
    return isOver(record, window.newest) ? { ...record, incident: ended(record.incident, 'recovered') } : record
  })
  const others = known.filter(({ incident }) => !updated.some((record) => record.incident.id === incident.id))
  return [...updated, ...others.map((record) => withoutWindow(record, start))].filter(
    (record) => !known.includes(record),
  )
}

function covers({ incident: { began, last } }: IncidentRecord, start: WindowStart): boolean {
  return start >= began - REACH_MS && start <= last + REACH_MS
}

/** An incident found by a revision of an old window ended long ago: do not notify anyone. */
function isOver({ incident: { state, last } }: IncidentRecord, newest: WindowStart): boolean {
  return state !== 'ended' && newest - last > REACH_MS
}

/** An incident that begins with this window, before the window is added. */
function begun(
  dataset: DatasetName,
  { cause, type }: IncidentKey,
  window: IncidentWindow,
  now: number,
): IncidentRecord {
  const rule = cause.kind === 'threshold' ? `${cause.rule}.` : ''
  const id = `${dataset}.${rule}${type === null ? 'all' : encodeURIComponent(type).slice(0, 150)}.${windowName(window.start)}`
  const { events: _, ...sum } = addWindow(null, window)
  const incident: Incident = {
    id,
    dataset,
    type,
    cause,
    ...sum,
    state: 'open',
    endedAt: null,
    endedBy: null,
    noticedAt: now,
    acknowledgedAt: null,
    sentence: '',
    touched: { events: 0, users: null, sessions: null },
  }
  return { incident, history: [], settled: null, users: null, sessions: null }
}

/** The record with this window's findings replaced. An incident that a revision had ended reopens. */
function withWindow(
  record: IncidentRecord,
  window: IncidentWindow,
  { users, sessions }: Omit<TypeAffected, 'type'>,
): IncidentRecord {
  // Windows that were already summed up cannot be separated again.
  if (record.settled && window.start <= record.settled.last) return record
  const others = record.history.filter(({ start }) => start !== window.start)
  const { incident } = record
  const goesOn = incident.endedBy === 'revision'
  return summedUp({
    ...record,
    history: [...others, window].sort((a, b) => a.start - b.start),
    users: merged([record.users, users]),
    sessions: merged([record.sessions, sessions]),
    incident: goesOn ? { ...incident, state: stateOf(incident), endedAt: null, endedBy: null } : incident,
  })
}

/** The record without this window; ended when no findings are left or when it has been unremarkable for long enough. */
function withoutWindow(record: IncidentRecord, start: WindowStart): IncidentRecord {
  const history = record.history.filter((one) => one.start !== start)
  const fewer = history.length < record.history.length
  if (fewer && history.length === 0 && !record.settled) {
    return { ...record, history, incident: { ...ended(record.incident, 'revision'), windows: 0 } }
  }
  const left = fewer ? summedUp({ ...record, history }) : record
  const calm = left.incident.state !== 'ended' && start - left.incident.last >= REACH_MS
  return calm ? { ...left, incident: ended(left.incident, 'recovered') } : left
}

function summedUp(record: IncidentRecord): IncidentRecord {
  const few = Math.max(0, record.history.length - MOST_KEPT)
  const settled = record.history.slice(0, few).reduce<IncidentSummary | null>(addWindow, record.settled)
  const history = record.history.slice(few)
  const sum = history.reduce<IncidentSummary | null>(addWindow, settled)
  if (!sum) return record
  const { events, ...parts } = sum
  const { users, sessions } = record
  const incident = { ...record.incident, ...parts }
  return {
    ...record,
    settled,
    history,
    incident: {
      ...incident,
      endedAt: incident.endedAt === null ? null : incident.last + MINUTE_MS,
      sentence: headline(incident),
      touched: {
        events,
        users: users && countDistinct(users),
        sessions: sessions && countDistinct(sessions),
      },
    },
  }
}

function ended(incident: Incident, endedBy: NonNullable<Incident['endedBy']>): Incident {
  return { ...incident, state: 'ended', endedAt: incident.last + MINUTE_MS, endedBy }
}

function stateOf({ acknowledgedAt }: Incident): Incident['state'] {
  return acknowledgedAt === null ? 'open' : 'acknowledged'
}

/** Acknowledges an incident or alarm; one that is acknowledged or ended stays unchanged. */
export function acknowledged(record: IncidentRecord, now: number): IncidentRecord
export function acknowledged(record: KeptRecord, now: number): KeptRecord
export function acknowledged(record: KeptRecord, now: number): KeptRecord {
  if (record.incident.state !== 'open') return record
  const seen = { state: 'acknowledged', acknowledgedAt: now } as const
  return 'history' in record
    ? { ...record, incident: { ...record.incident, ...seen } }
    : { incident: { ...record.incident, ...seen } }
}

/**
 * Ends an incident because its level is the new normal; an alarm, an incident of a threshold rule, or one that has ended, stays unchanged.
 */
export function acceptedAsNormal(record: IncidentRecord): IncidentRecord
export function acceptedAsNormal(record: KeptRecord): KeptRecord
export function acceptedAsNormal(record: KeptRecord): KeptRecord {
  if (!('history' in record)) return record
  const { incident } = record
  if (incident.state === 'ended' || incident.cause.kind !== 'anomaly') return record
  return { ...record, incident: ended(incident, 'new-level') }
}

/** The users and sessions behind the findings of some types; those of all types together already include them. */
function affectedIn(findings: readonly Finding[], touched: readonly TypeAffected[]): Omit<TypeAffected, 'type'> {
  const own = touched.filter(({ type }) => findings.some((finding) => finding.type === type))
  const all = own.find(({ type }) => type === null)
  const parts = all ? [all] : own
  return {
    events: parts.reduce((sum, { events }) => sum + events, 0),
    users: merged(parts.map(({ users }) => users)),
    sessions: merged(parts.map(({ sessions }) => sessions)),
  }
}

function merged(sets: readonly (Distinct | null)[]): Distinct | null {
  const some = sets.filter((set) => set !== null)
  return some.length === 0 ? null : mergeDistinct(...some)
}
