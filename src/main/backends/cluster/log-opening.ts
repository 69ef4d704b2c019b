import type { KafkaLog } from '@main/adapters/platformatic-kafka/event-log'
import type { EventLog } from '@main/ports/event-log'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { guarded } from './guarded'
import { openSavedLogEnds } from './saved-log-ends'
import type { StateDir } from './state-dir'

export interface LogOpening {
  readonly log: KafkaLog
  readonly state: StateDir
  readonly datasets: readonly Dataset[]
  /** For faults. */
  readonly address: string
  /** Throws when the log cannot be there. */
  readonly check: () => void
  /** Whether results of an earlier log exist. */
  readonly isKept: () => Promise<boolean>
  /** It is another log than the open state belongs to: the backend must be opened again. */
  readonly otherLog: () => void
}

/** The log as the pipeline may use it: opened at the first call, once its identity is known to be the one that the state belongs to. */
export async function openOwnLog(options: LogOpening): Promise<{
  readonly log: EventLog
  /**
   * The store has more of the current epoch than the log: an older copy of the log was restored just before its ends were saved. The
   * sink has refused to start, so nothing of this session is stored, and an epoch that begins at the session's start covers all of it.
   */
  logBehind(dataset: DatasetName): Promise<void>
}> {
  const { log, state, datasets, address, check, isKept, otherLog } = options
  const names = datasets.map(({ name }) => name)
  const reached = await openSavedLogEnds(log, state.path, names)
  const openedAt = new Map<DatasetName, readonly number[]>()
  /** Several calls may come at once: the log is opened once for all of them. */
  let opening: Promise<void> | null = null
  const openLog = async () => {
    for (const { name, partitions } of datasets) await log.createTopic(name, partitions)
    const [first] = names
    if (first !== undefined && !(await state.belongsTo(log, first, isKept))) {
      otherLog()
      const reason = 'it holds another log than before, which is being opened'
      throw new FaultError({ code: 'log-unavailable', address, reason })
    }
    for (const name of names) {
      openedAt.set(name, (await log.offsets(name)).end)
      await log.beginEpoch(name, reached.of(name), reached.askedFor(name))
    }
    await reached.begun()
  }
  const assertOurs = async () => {
    check()
    opening ??= openLog().catch((thrown) => {
      opening = null
      throw thrown
    })
    await opening
    await reached.keep()
  }
  /** The next session opens a log that was created again during this one. */
  const noticeRemade = (thrown: unknown) => {
    if (thrown instanceof FaultError && thrown.fault.code === 'log-remade') otherLog()
  }
  return {
    log: guarded<EventLog>(log, assertOurs, noticeRemade),
    async logBehind(dataset) {
      const since = openedAt.get(dataset)
      if (!since) return
      await reached.ask(dataset, since)
      otherLog()
    },
  }
}
