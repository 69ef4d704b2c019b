import type { Alarm, AlarmKind, AlarmLimits } from '@shared/model/alarm'
import type { AlarmFacts } from './alarm-facts'
import type { AlarmRule, Symptom } from './alarm-rule'
import { stoppedByHand } from './stopped-by-hand'

/** A symptom that is gone for this long is over; one that comes back before continues. */
const CLEAR_MS = 15_000
/** The text of an open alarm follows the facts no more often than this. */
const REWORD_MS = 30_000
/** After a longer gap between two moments the machine slept: nobody watched meanwhile. */
const SLEPT_MS = 30_000

/** Turns what the rules see into alarms, with hysteresis: each is raised once and ended once. */
export interface AlarmTracker {
  /** The alarms that are new, ended or worded again; `open` are those that have not ended. Call it in the order of time. */
  next(facts: AlarmFacts, limits: AlarmLimits, open: readonly Alarm[]): Alarm[]
}

/** A symptom without an alarm yet: since when, and when it was last seen. */
interface Spell {
  readonly since: number
  readonly began: number
  seen: number
}

/** `makeRules` is called again when the machine has slept: then rules remember nothing. */
export function createAlarmTracker(makeRules: () => readonly AlarmRule[]): AlarmTracker {
  let rules = makeRules()
  const spells = new Map<string, Spell>()
  /** Open alarms whose symptom is gone, and since when. */
  const gone = new Map<string, { readonly elapsed: number; readonly at: number }>()
  const worded = new Map<string, number>()
  let before: number | null = null

  const forget = () => {
    rules = makeRules()
    spells.clear()
    gone.clear()
  }

  const raised = (kind: AlarmKind, symptom: Symptom, { elapsed, now }: AlarmFacts): Alarm | null => {
    const key = keyOf(kind, symptom.subject)
    if (symptom.level === 'hold') {
      const known = spells.get(key)
      if (known) known.seen = elapsed
      return null
    }
    const spell = spells.get(key) ?? { since: elapsed, began: now, seen: elapsed }
    spells.set(key, spell)
    spell.seen = elapsed
    if (elapsed - spell.since < symptom.afterMs) return null
    return {
      id: `alarm.${kind}.${encodeURIComponent(symptom.subject ?? 'pipeline').slice(0, 150)}.${stamp(now)}`,
      alarm: kind,
      subject: symptom.subject,
      dataset: symptom.dataset ?? null,
      title: symptom.title,
      sentence: symptom.sentence,
      state: 'open',
      began: spell.began,
      noticedAt: now,
      endedAt: null,
      endedBy: null,
      acknowledgedAt: null,
    }
  }

  /** The open alarm after this moment; the same object when nothing changes. */
  const continued = (alarm: Alarm, symptom: Symptom, { elapsed }: AlarmFacts): Alarm => {
    gone.delete(alarm.id)
    const { title, sentence, level } = symptom
    if (level === 'hold' || (title === alarm.title && sentence === alarm.sentence)) return alarm
    if (elapsed - (worded.get(alarm.id) ?? Number.NEGATIVE_INFINITY) < REWORD_MS) return alarm
    worded.set(alarm.id, elapsed)
    return { ...alarm, title, sentence }
  }

  const endedIfOver = (alarm: Alarm, facts: AlarmFacts): Alarm => {
    const since = gone.get(alarm.id) ?? { elapsed: facts.elapsed, at: facts.now }
    gone.set(alarm.id, since)
    if (facts.elapsed - since.elapsed < CLEAR_MS) return alarm
    gone.delete(alarm.id)
    worded.delete(alarm.id)
    return {
      ...alarm,
      state: 'ended',
      endedAt: since.at,
      endedBy: stoppedByHand(facts, alarm) ? 'by-hand' : 'recovered',
    }
  }

  const nextOf = (
    { kind, read }: AlarmRule,
    facts: AlarmFacts,
    limits: AlarmLimits,
    open: readonly Alarm[],
  ): Alarm[] => {
    const reading = read(facts, limits)
    if (reading === 'unknown') return []
    const own = open.filter(({ alarm }) => alarm === kind)
    const kept = own.map((alarm) => {
      const symptom = reading.find(({ subject }) => subject === alarm.subject)
      return symptom ? continued(alarm, symptom, facts) : endedIfOver(alarm, facts)
    })
    const fresh = reading
      .filter(({ subject }) => !own.some((alarm) => alarm.subject === subject))
      .flatMap((symptom) => raised(kind, symptom, facts) ?? [])
    return [...kept.filter((alarm) => !own.includes(alarm)), ...fresh]
  }

  return {
    next(facts, limits, open) {
      if (before !== null && facts.elapsed - before > SLEPT_MS) forget()
      before = facts.elapsed
      for (const [key, { seen }] of spells) if (facts.elapsed - seen >= CLEAR_MS) spells.delete(key)
      return rules.flatMap((rule) => nextOf(rule, facts, limits, open))
    },
  }
}

function keyOf(kind: AlarmKind, subject: string | null): string {
  return JSON.stringify([kind, subject])
}

/** `2026-01-05_12-00-03`, UTC. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-')
}
