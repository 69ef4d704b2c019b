import type { AlarmKind, AlarmLimits } from '@shared/model/alarm'
import type { DatasetName } from '@shared/model/dataset'
import type { AlarmFacts } from './alarm-facts'

/** Something that fails right now. */
export interface Symptom {
  /** The stage, service, dataset or webhook; null: the whole pipeline. One alarm is open per kind and subject. */
  readonly subject: string | null
  readonly dataset?: DatasetName
  readonly title: string
  readonly sentence: string
  /**
   * `raise`: the alarm is raised once this has lasted `afterMs` · `hold`: not enough to raise an alarm, but an open one continues.
   */
  readonly level: 'raise' | 'hold'
  /** 0: raise it at once. */
  readonly afterMs: number
}

/** What a rule sees; `unknown`: nothing can be said now, so that no alarm of its kind begins or ends. */
export type Reading = readonly Symptom[] | 'unknown'

/** One kind of alarm. A rule may remember earlier facts; it reads them in the order of time and has no other effects. */
export interface AlarmRule {
  readonly kind: AlarmKind
  read(facts: AlarmFacts, limits: AlarmLimits): Reading
}
