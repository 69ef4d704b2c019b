import type { IncidentRecord } from '@main/ports/incident-store'
import type { Finding, IncidentCause } from '@shared/model/incident'

/** Which incident a finding belongs to. */
export interface IncidentKey {
  readonly cause: IncidentCause
  readonly type: string | null
}

/** A problem of at least this many types at once, and of more than half of them, is a problem of all types. */
const MANY = 3

/**
 * Groups findings by incident: each type's own, or, when most types show the same, those of all types together. An open incident
 * keeps its findings: a general incident does not take over a type's own incident, nor the other way round.
 */
export function findingsByIncident(
  findings: readonly Finding[],
  types: number,
  going: readonly IncidentRecord[],
): { key: IncidentKey; findings: Finding[] }[] {
  const groups = new Map<string, { key: IncidentKey; findings: Finding[] }>()
  for (const one of findings) {
    const key = { cause: one.cause, type: typeOf(one, findings, types, going) }
    const group = groups.get(keyOf(key)) ?? { key, findings: [] }
    group.findings.push(one)
    groups.set(keyOf(key), group)
  }
  return [...groups.values()]
}

/** Equal for the same incident as long as it is open. */
export function keyOf({ cause, type }: IncidentKey): string {
  return JSON.stringify([cause.kind === 'threshold' ? cause.rule : null, type])
}

function typeOf(
  { cause, type, measure }: Finding,
  findings: readonly Finding[],
  types: number,
  going: readonly IncidentRecord[],
): string | null {
  if (type === null || cause.kind === 'threshold') return type
  const showsIt = ({ incident }: IncidentRecord) =>
    incident.cause.kind === 'anomaly' && incident.measures.some((one) => one.measure === measure)
  if (going.some((record) => record.incident.type === type && showsIt(record))) return type
  const general = going.some(
    (record) => record.incident.type === null && record.incident.types.includes(type) && showsIt(record),
  )
  if (general) return null
  const alike = findings.filter(
    (other) => other.cause.kind === 'anomaly' && other.measure === measure && other.type !== null,
  ).length
  return alike >= MANY && alike > types / 2 ? null : type
}
