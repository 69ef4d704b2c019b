import type { LogRecord, SourceMark } from '@main/ports/event-log'
import { FaultError } from '@shared/model/fault'
import { type WindowStart, windowOf } from '@shared/model/window'
import type { Database } from '../database'
import { BlockWriter, framedBytes, MAX_RECORD_BYTES, type NewBlock } from './frames'
import { partitionOfKey } from './partition-of-key'
import type { Prune } from './prune'
import type { Topic } from './tables'

/** The furthest a JS date can be from 1970. */
const MAX_TIME = 8.64e15

export type Append = (
  topic: Topic,
  records: readonly LogRecord[],
  mark: SourceMark | undefined,
  loggedAt: number,
) => void

/** A batch, sorted by partition: `order[starts[p]..starts[p + 1])` are the indexes of partition p's records, in their order. */
interface Plan {
  readonly order: Uint32Array
  readonly starts: Uint32Array
  readonly logged: Map<WindowStart, number>
  readonly bytes: number
}

/** To be called inside a transaction. */
export function createAppend(database: Database, prune: Prune): Append {
  const writer = new BlockWriter()
  const nextOf = database.prepare<{ next: number }>('SELECT next FROM partition WHERE topic = ? AND number = ?')
  const setNext = database.prepare('UPDATE partition SET next = ? WHERE topic = ? AND number = ?')
  const insertBlock = database.prepare(
    `INSERT INTO block (topic, partition, base, next, minTime, maxTime, loggedAt, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const count = database.prepare<{ version: number }>(
    `UPDATE topic SET appended = appended + ?, bytes = bytes + ?, version = version + 1 WHERE id = ? RETURNING version`,
  )
  const countWindow = database.prepare(
    `INSERT INTO window_count (topic, start, produced, logged, version) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET produced = produced + excluded.produced, logged = logged + excluded.logged,
       version = excluded.version`,
  )
  const setMark = database.prepare(
    'INSERT INTO mark (source, progress) VALUES (?, ?) ON CONFLICT DO UPDATE SET progress = excluded.progress',
  )

  return (topic, records, mark, loggedAt) => {
    const plan = planOf(records, topic.partitions)
    prune.makeRoom(topic, plan.bytes)
    let bytes = 0
    for (let partition = 0; partition < topic.partitions; partition++) {
      const [from, to] = [plan.starts[partition] as number, plan.starts[partition + 1] as number]
      if (from === to) continue
      let base = nextOf.get(topic.id, partition)?.next ?? 0
      const take = (block: NewBlock) => {
        const next = base + block.count
        const { minTime, maxTime } = block
        insertBlock.run(topic.id, partition, base, next, minTime, maxTime, loggedAt, block.bytes)
        bytes += block.bytes.length
        base = next
      }
      writer.write(records, plan.order, from, to, take)
      setNext.run(base, topic.id, partition)
    }
    const version = count.get(records.length, bytes, topic.id)?.version ?? 0
    const produced = mark?.produced ?? new Map<WindowStart, number>()
    for (const start of new Set([...plan.logged.keys(), ...produced.keys()])) {
      countWindow.run(topic.id, start, produced.get(start) ?? 0, plan.logged.get(start) ?? 0, version)
    }
    if (mark) setMark.run(mark.id, mark.progress)
  }
}

function planOf(records: readonly LogRecord[], partitions: number): Plan {
  const partitionOf = new Uint16Array(records.length)
  const starts = new Uint32Array(partitions + 1)
  const logged = new Map<WindowStart, number>()
  let bytes = 0
  let [window, inWindow] = [Number.NaN, 0]
  const closeRun = () => {
    if (inWindow > 0) logged.set(window, (logged.get(window) ?? 0) + inWindow)
    inWindow = 0
  }
  for (let i = 0; i < records.length; i++) {
    const record = records[i] as LogRecord
    check(record)
    const partition = partitionOfKey(record.key, partitions)
    partitionOf[i] = partition
    starts[partition + 1] = (starts[partition + 1] as number) + 1
    bytes += framedBytes(record)
    const start = windowOf(record.eventTime)
    if (start !== window) closeRun()
    window = start
    inWindow++
  }
  closeRun()
  for (let p = 0; p < partitions; p++) starts[p + 1] = (starts[p + 1] as number) + (starts[p] as number)
  const order = new Uint32Array(records.length)
  const place = starts.slice()
  for (let i = 0; i < records.length; i++) {
    const partition = partitionOf[i] as number
    order[place[partition] as number] = i
    place[partition] = (place[partition] as number) + 1
  }
  return { order, starts, logged, bytes }
}

function check({ key, value, eventTime }: LogRecord): void {
  const size = key.length + value.length
  if (size > MAX_RECORD_BYTES) {
    const problem = `it has ${size} bytes, and the log takes records of up to ${MAX_RECORD_BYTES}`
    throw new FaultError({ code: 'event-invalid', problem })
  }
  if (!(Math.abs(eventTime) <= MAX_TIME)) {
    throw new FaultError({ code: 'event-invalid', problem: `its time ${eventTime} is not a date` })
  }
}
