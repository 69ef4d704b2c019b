import { MINUTE_MS } from '@shared/lib/time'
import type { DatasetName } from '@shared/model/dataset'
import type { DeadLetterFacts } from '../alarm-facts'
import type { AlarmRule, Symptom } from '../alarm-rule'
import { counted } from '../alarm-words'

/** An open alarm ends when no dead letter came for this long. */
const CALM_MS = 20_000
/** A new kind is worth an alarm for this long. */
const NEW_MS = 20_000
/** Of more kinds, those that were not seen for the longest time are forgotten: reasons may quote texts that differ each time. */
const MOST_KINDS = 1_000

interface Seen {
  /** The greatest id so far, and when each was reached, over the last minute. */
  readonly marks: readonly { readonly elapsed: number; readonly id: number }[]
  readonly kinds: ReadonlySet<string>
  /** The newest new kind. */
  readonly fresh: { readonly reason: string; readonly elapsed: number } | null
  readonly lastAt: number
}

/** Records of a kind that was never seen before, or more in a minute than the limit, cannot be used. */
export function deadLetters(): AlarmRule {
  const seen = new Map<DatasetName, Seen>()
  return {
    kind: 'dead-letters',
    read({ deadLetters: facts, elapsed }, { deadLettersPerMinute: limit }) {
      if (facts === null) return 'unknown'
      return facts.flatMap((one): Symptom[] => {
        const now = nextSeen(seen.get(one.dataset), one, elapsed)
        seen.set(one.dataset, now)
        const { dataset, title, newest } = one
        const rate = rateOf(now, newest)
        const isNew = now.fresh !== null && elapsed - now.fresh.elapsed < NEW_MS
        // The rate of a whole minute would outlast its cause by a minute.
        if (elapsed - now.lastAt >= CALM_MS) return []
        const reason = (isNew ? now.fresh?.reason : newest[0]?.reason) ?? ''
        return [
          {
            subject: dataset,
            dataset,
            title: isNew
              ? `${title}: dead letters of a new kind`
              : `${title}: ${counted(rate, 'dead letter', 'dead letters')} a minute`,
            sentence: `Records cannot be used, the newest because: ${reason.replace(/[.\s]*$/, '')}. They are kept as dead letters and can be sent again.`,
            level: isNew || rate > limit ? 'raise' : 'hold',
            afterMs: 0,
          },
        ]
      })
    },
  }
}

function nextSeen(before: Seen | undefined, { newest }: DeadLetterFacts, elapsed: number): Seen {
  const id = newest[0]?.id ?? 0
  if (!before) {
    return {
      marks: [{ elapsed, id }],
      kinds: new Set(newest.map(({ reason }) => kindOf(reason))),
      fresh: null,
      lastAt: Number.NEGATIVE_INFINITY,
    }
  }
  const known = before.marks.at(-1)?.id ?? 0
  const added = newest.filter((letter) => letter.id > known)
  const newKind = added.find(({ reason }) => !before.kinds.has(kindOf(reason)))
  // The last mark that is older than a minute is the one to compare with.
  const recent = before.marks.filter(
    (mark, i) => elapsed - (before.marks[i + 1]?.elapsed ?? elapsed) < MINUTE_MS && mark.id <= id,
  )
  return {
    marks: [...recent, { elapsed, id }],
    kinds: added.length === 0 ? before.kinds : kindsWith(before.kinds, added),
    fresh: newKind ? { reason: newKind.reason, elapsed } : before.fresh,
    lastAt: added.length > 0 ? elapsed : before.lastAt,
  }
}

function kindsWith(known: ReadonlySet<string>, added: DeadLetterFacts['newest']): ReadonlySet<string> {
  const seen = new Set(added.map(({ reason }) => kindOf(reason)))
  const others = [...known].filter((kind) => !seen.has(kind))
  return new Set([...others, ...seen].slice(-MOST_KINDS))
}

/** Over the last minute. Beyond the listed ones, the ids tell, which count the dead letters of all datasets. */
function rateOf({ marks }: Seen, newest: DeadLetterFacts['newest']): number {
  const [first, last] = [marks[0], marks.at(-1)]
  if (!first || !last) return 0
  const listed = newest.filter(({ id }) => id > first.id).length
  return listed < newest.length ? listed : Math.max(listed, last.id - first.id)
}

/** Reasons that differ only in quoted values and numbers are one kind. */
export function kindOf(reason: string): string {
  return reason.replaceAll(/"[^"]*"|'[^']*'|“[^”]*”|`[^`]*`/g, '…').replaceAll(/[-+]?\d[\d.,:]*/g, '#')
}
