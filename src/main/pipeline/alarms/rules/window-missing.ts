import { MINUTE_MS } from '@shared/lib/time'
import type { WindowStart } from '@shared/model/window'
import type { DueWindow, WindowFacts } from '../alarm-facts'
import type { AlarmRule, Symptom } from '../alarm-rule'
import { counted, windowNames } from '../alarm-words'
import { createRecovery } from '../recovery'

/** A window has no report long after one was due, and the work on windows does not reach it. */
export function windowMissing(): AlarmRule {
  const queues = new Map<string, Queue>()
  const recovery = createRecovery()
  return {
    kind: 'window-missing',
    read(facts, { reportMinutes }) {
      const recovers = recovery(facts)
      if (recovers === 'stopped') {
        queues.clear()
        return []
      }
      if (facts.windows === null || facts.filling) return 'unknown'
      return facts.windows.flatMap((windows) => {
        const queue = nextQueue(queues.get(windows.dataset), windows.due, facts.elapsed)
        queues.set(windows.dataset, queue)
        const stuck = stuckIn(queue, facts.elapsed, reportMinutes * MINUTE_MS)
        return stuck.length === 0 ? [] : [missingSymptom(windows, stuck, reportMinutes)]
      })
    },
  }
}

function missingSymptom(
  { dataset, title, reason }: WindowFacts,
  stuck: readonly WindowStart[],
  minutes: number,
): Symptom {
  return {
    subject: dataset,
    dataset,
    title: `${title}: ${counted(stuck.length, 'report is', 'reports are')} missing`,
    sentence: `No report ${minutes} min after it was due: ${windowNames(stuck)}. ${reason ?? 'Check the stages from extract to report.'}`,
    level: 'raise',
    afterMs: 0,
  }
}

/** The windows that wait for a report, in the order of their time. */
interface Queue {
  /** When each was first seen, and whether the work has passed it by since. */
  readonly waiting: ReadonlyMap<WindowStart, Waiting>
  /** When one was finished, or the first was seen. */
  readonly movedAt: number
}

interface Waiting {
  readonly since: number
  readonly passed: boolean
  readonly revision: number
}

function nextQueue(before: Queue | undefined, due: readonly DueWindow[], elapsed: number): Queue {
  const known: ReadonlyMap<WindowStart, Waiting> = before?.waiting ?? new Map()
  const revisions = new Map(due.map(({ start, revision }) => [start, revision]))
  // A window that got a revision, and is outdated again by later events, was worked on.
  const done = [...known].filter(([start, { revision }]) => revisions.get(start) !== revision).map(([start]) => start)
  const newestDone = Math.max(...done)
  const waiting = due.map(({ start, revision }): [WindowStart, Waiting] => {
    const same = known.get(start)
    if (same?.revision !== revision) return [start, { since: elapsed, passed: false, revision }]
    return [start, { ...same, passed: same.passed || start < newestDone }]
  })
  const moved = done.length > 0 || known.size === 0
  return { waiting: new Map(waiting), movedAt: before && !moved ? before.movedAt : elapsed }
}

/** Many windows wait after a pause, and are worked on one after another: that is no failure. */
function stuckIn({ waiting, movedAt }: Queue, elapsed: number, limitMs: number): WindowStart[] {
  const halted = elapsed - movedAt >= limitMs
  return [...waiting].flatMap(([start, { since, passed }]) =>
    elapsed - since >= limitMs && (halted || passed) ? [start] : [],
  )
}
