import type { Ports } from '@main/ports'
import type { LedgerEntry } from '@main/ports/ledger'
import { epochAt } from '@main/ports/log-epochs'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import type { EventTrace, EventValues, LogPlace, PlaceQuery, StoredRow } from '@shared/model/event-trace'
import { FaultError } from '@shared/model/fault'
import { extractKey, isStorableTime, type WindowStart, windowOf } from '@shared/model/window'
import { listRevisions } from './windows/revisions'
import { withExtract } from './windows/with-extract'

/** The maximum number of a record's bytes to show. */
const MOST_BYTES = 4_096

type Used = Pick<Ports, 'deadLetters' | 'extracts' | 'ledger' | 'log' | 'objects' | 'store' | 'temp'>

/** The event of one record of the log, in every stage it has passed. Throws `event-unknown`, `store-unavailable`. */
export async function traceEvent(
  ports: Used,
  dataset: Dataset,
  sought: PlaceQuery,
  signal?: AbortSignal,
): Promise<EventTrace> {
  const { name, roles } = dataset
  const { partition, offset } = sought
  const epoch = sought.epoch ?? epochAt(await ports.log.epochs(name), partition, offset)
  const place = { epoch, partition, offset }
  const log = await recordAt(ports, dataset, place)
  const deadLetter = await ports.deadLetters.ofRecord(name, place)
  // The log and the dead letters can be read while the store is unreachable.
  const row = deadLetter ? null : await ports.store.search.at(dataset, place)
  if (!log && !row && !deadLetter) {
    throw new FaultError({
      code: 'event-unknown',
      dataset: name,
      which: `at offset ${offset} of partition ${partition}`,
    })
  }
  const logTime = log && isStorableTime(log.eventTime) ? log.eventTime : null
  const time = row ? Number(row.event[roles.time]) : logTime
  const window = time === null ? (deadLetter?.window ?? null) : windowOf(time)
  const entry = row && window !== null ? await ports.ledger.get(name, window) : null
  return {
    dataset: name,
    place,
    window,
    log: log && {
      loggedAt: log.loggedAt,
      key: base64(log.key),
      value: base64(log.value.subarray(0, MOST_BYTES)),
      bytes: log.value.length,
      intact: log.intact,
    },
    row,
    deadLetter,
    extract: row && entry ? await inExtract(ports, dataset, row, entry, signal) : null,
    reports: row && window !== null ? await reportsOf(ports, dataset, window, row) : [],
  }
}

async function recordAt({ log }: Used, { name, partitions }: Dataset, { epoch, partition, offset }: LogPlace) {
  const { start, end } = await log.offsets(name)
  if (offset < (start[partition] ?? 0) || offset >= (end[partition] ?? 0)) return null
  // The other partitions have nothing beyond their end, so the only record is this one.
  const next = Array.from({ length: partitions }, (_, i) => (i === partition ? offset : (end[i] ?? 0)))
  const { records } = await log.read(name, next, 1)
  // The current log may be a different one than the record was in.
  const isSought = (record: LogPlace) =>
    record.epoch === epoch && record.partition === partition && record.offset === offset
  return records.find(isSought) ?? null
}

/** The row number comes from the store, and is used only when the object has exactly the same values there. */
async function inExtract(
  { extracts, objects, store, temp }: Used,
  dataset: Dataset,
  row: StoredRow,
  { start, extract }: LedgerEntry,
  signal: AbortSignal | undefined,
): Promise<EventTrace['extract']> {
  const bucket = bucketOf(dataset.name)
  const key = extractKey(start)
  if (!extract || !(await objects.head(bucket, key))) return null
  const number = await store.search.before(dataset, row)
  const read = (file: string) => extracts.row(dataset, file, number, signal)
  const found = await withExtract({ objects, temp }, dataset.name, start, read)
  return { bucket, key, row: found && isSame(found, row.event) ? number : null, rows: extract.extracted }
}

function isSame(a: EventValues, b: EventValues): boolean {
  return Object.keys(b).every((field) => {
    const [one, other] = [a[field], b[field]]
    // A float has more digits as a double than in its text.
    const floats = typeof one === 'number' && typeof other === 'number' && !Number.isInteger(one)
    return one === other || (floats && Math.fround(one) === Math.fround(other))
  })
}

async function reportsOf(
  { objects }: Used,
  dataset: Dataset,
  window: WindowStart,
  { storedAt }: StoredRow,
): Promise<EventTrace['reports']> {
  const bucket = bucketOf(dataset.name)
  const revisions = await listRevisions(objects, dataset.name, window)
  return revisions.map(({ key, revision, createdAt }) => ({
    bucket,
    key,
    revision,
    createdAt,
    // Rows have the second in which they were stored.
    counted: storedAt <= createdAt,
  }))
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
