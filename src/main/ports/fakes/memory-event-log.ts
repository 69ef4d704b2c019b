import { type Fault, FaultError } from '@shared/model/fault'
import { type WindowStart, windowOf } from '@shared/model/window'
import type { Clock } from '../clock'
import type { EventLog, LoggedRecord, LogRecord, SourceMark } from '../event-log'
import { epochAt, type LogEpoch } from '../log-epochs'

/** An event log in memory, for tests. It keeps everything, and fails when a test asks for it. */
export interface MemoryEventLog extends EventLog {
  /** All records of a topic, in order of arrival. */
  records(topic: string): readonly LoggedRecord[]
  /** All marks, in order of arrival. */
  readonly marks: readonly SourceMark[]
  /** Appends as another producer: no window count includes these records. */
  appendForeign(topic: string, records: readonly LogRecord[]): void
  /** The next appends throw these faults, one each, and append nothing. */
  failNext(...faults: Fault[]): void
  /** What happens when a log is opened for writing again. */
  beginEpoch(): void
  /** Replaces the log: it was deleted, or an older copy was restored; then it is opened for writing again. */
  replaceBy(copy: MemoryLogCopy | null): void
  copy(): MemoryLogCopy
}

export interface MemoryLogCopy {
  readonly topics: ReadonlyMap<string, Topic>
  readonly marks: readonly SourceMark[]
}

interface Topic {
  readonly partitions: LoggedRecord[][]
  readonly all: LoggedRecord[]
  readonly counts: Map<WindowStart, { produced: number; logged: number; version: number; epoch: number }>
  readonly epochs: LogEpoch[]
  /** Per partition: the first kept offset. */
  start: number[]
  committed: number[]
}

let lastEpoch = 1_000

export function createMemoryEventLog(clock: Clock): MemoryEventLog {
  let topics = new Map<string, Topic>()
  const marks: SourceMark[] = []
  let epoch = ++lastEpoch
  const faults: Fault[] = []
  let version = 0

  const topicOf = (name: string): Topic => {
    const topic = topics.get(name)
    if (!topic) throw new Error(`no topic ${name}`)
    return topic
  }
  const count = (topic: Topic, window: WindowStart, what: 'produced' | 'logged', n: number) => {
    const counts = topic.counts.get(window) ?? { produced: 0, logged: 0, version, epoch }
    topic.counts.set(window, { ...counts, [what]: counts[what] + n, version, epoch })
  }
  const keep = (topic: Topic, record: LogRecord, foreign: boolean) => {
    const at = record.key.reduce((sum, byte) => sum + byte, 0) % topic.partitions.length
    const partition = topic.partitions[at] as LoggedRecord[]
    const offset = partition.length
    const place = { epoch: epochAt(topic.epochs, at, offset), partition: at, offset, loggedAt: clock.now() }
    const logged = { ...record, ...place, intact: true, foreign, problem: null, records: 1 }
    partition.push(logged)
    topic.all.push(logged)
    if (!foreign) count(topic, windowOf(record.eventTime), 'logged', 1)
  }

  const isKept = (name: string, partition: number, offset: number) => offset >= (topicOf(name).start[partition] ?? 0)
  const endOf = (topic: Topic) => topic.partitions.map((records) => records.length)

  return {
    marks,
    beginEpoch() {
      epoch = ++lastEpoch
      for (const topic of topics.values()) {
        const since = endOf(topic)
        // The new epoch replaces one without records.
        if (String(topic.epochs.at(-1)?.since) === String(since)) topic.epochs.pop()
        topic.epochs.push({ epoch, since })
      }
    },
    copy: () => ({ topics: copied(topics), marks: [...marks] }),
    replaceBy(copy) {
      const before = topics
      topics = copy ? copied(copy.topics) : new Map()
      for (const [name, { partitions }] of copy ? [] : before)
        topics.set(name, emptyTopic(partitions.length, ++lastEpoch))
      marks.splice(0, marks.length, ...(copy?.marks ?? []))
      this.beginEpoch()
    },
    records: (topic) => topicOf(topic).all,
    failNext: (...next) => faults.push(...next),
    async createTopic(name, partitions) {
      if (topics.has(name)) return
      topics.set(name, emptyTopic(partitions, epoch))
    },
    async append(name, records, mark) {
      const fault = faults.shift()
      if (fault) throw new FaultError(fault)
      const topic = topicOf(name)
      version++
      for (const record of records) keep(topic, record, false)
      if (!mark) return
      marks.push(mark)
      for (const [window, n] of mark.produced) count(topic, window, 'produced', n)
    },
    appendForeign(name, records) {
      const topic = topicOf(name)
      for (const record of records) keep(topic, record, true)
    },
    progress: async (id) => marks.findLast((mark) => mark.id === id)?.progress ?? null,
    async read(name, next, limit) {
      const records = topicOf(name)
        .all.filter(({ partition, offset }) => offset >= (next[partition] ?? 0) && isKept(name, partition, offset))
        .slice(0, limit)
      const on = [...next]
      for (const { partition, offset } of records) on[partition] = offset + 1
      return { records, next: on }
    },
    heldSince: async () => null,
    waitForAppend: (ms, signal) => clock.sleep(ms, signal),
    async offsets(name) {
      const topic = topicOf(name)
      return { start: [...topic.start], end: endOf(topic) }
    },
    epochs: async (name) => topicOf(name).epochs,
    async commit(name, next) {
      topicOf(name).committed = [...next]
    },
    committed: async (name) => topicOf(name).committed,
    async windowCounts(name, since) {
      const changed = [...topicOf(name).counts].filter(([, counts]) => counts.version > since)
      return {
        version,
        windows: changed.map(([start, { produced, logged, epoch }]) => ({ start, produced, logged, epoch })),
      }
    },
    async usage(name) {
      const { all } = topicOf(name)
      return { appended: all.length, bytes: all.reduce((sum, { key, value }) => sum + key.length + value.length, 0) }
    },
    async retain() {},
    async clear(name) {
      const topic = topicOf(name)
      topic.start = endOf(topic)
      topic.committed = endOf(topic)
      topic.counts.clear()
    },
    async close() {},
  }
}

function emptyTopic(partitions: number, epoch: number): Topic {
  const empty = Array.from({ length: partitions }, () => [])
  const since = empty.map(() => 0)
  return {
    partitions: empty,
    all: [],
    counts: new Map(),
    epochs: [{ epoch, since }],
    start: [...since],
    committed: [...since],
  }
}

function copied(topics: ReadonlyMap<string, Topic>): Map<string, Topic> {
  return new Map(
    [...topics].map(([name, { partitions, all, counts, epochs, start, committed }]) => [
      name,
      {
        partitions: partitions.map((records) => [...records]),
        all: [...all],
        counts: new Map(counts),
        epochs: [...epochs],
        start: [...start],
        committed: [...committed],
      },
    ]),
  )
}
