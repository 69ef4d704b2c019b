import type { ExtractEntry, LedgerEntry } from '@main/ports/ledger'
import type { WindowRows } from '@main/ports/store'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { extractKey, type WindowStart, windowName } from '@shared/model/window'
import type { WindowStageContext } from '../stage'

/** How often counting and extracting start again because rows arrive meanwhile. */
const TRIES = 3

/** The counts for the ledger. `foreign`: the number of logged events that other producers wrote. */
export type Counts = Pick<
  ExtractEntry,
  'produced' | 'logged' | 'foreign' | 'epoch' | 'stored' | 'deadLetters' | 'earlierLog'
>

const NOTHING: WindowRows = { current: 0, earlier: 0 }

/** The number of rows that have arrived from the current log. */
export function currentOf({ stored, deadLetters, earlierLog }: Counts): number {
  return stored + deadLetters - earlierLog
}

interface Circumstances {
  /**
   * The counts belong to a log with this many events of the window; with more, the window must wait. Null: extract what is there.
   */
  readonly expected: number | null
  readonly dueAt: number
  readonly filled: boolean
  readonly waitedMs: number
}

/**
 * The counts of the window at one moment. The log is counted last: every row in the store was logged before, so the log never
 * seems to hold fewer events than the store.
 */
export async function countsOf(
  { ports, tracker }: WindowStageContext,
  dataset: Dataset,
  start: WindowStart,
): Promise<Counts> {
  const { name } = dataset
  const epochs = await ports.log.epochs(name)
  const dead = (await ports.deadLetters.countByWindow(name, [start], epochs)).get(start) ?? NOTHING
  const stored = (await ports.store.countWindows(dataset, [start], epochs)).get(start) ?? NOTHING
  await tracker.refresh(name)
  return {
    ...tracker.logged(name, start),
    stored: stored.current + stored.earlier,
    deadLetters: dead.current + dead.earlier,
    earlierLog: stored.earlier + dead.earlier,
  }
}

/**
 * Extracts the window. Returns `moved` when more of it was logged meanwhile; otherwise whether the extract holds all its logged
 * events.
 */
export async function extractWindow(
  context: WindowStageContext,
  dataset: Dataset,
  start: WindowStart,
  { expected, dueAt, filled, waitedMs }: Circumstances,
): Promise<'moved' | 'complete' | 'incomplete'> {
  const { ports, tracker, wakeups, tell } = context
  const { name } = dataset
  let counts = await countsOf(context, dataset, start)
  if (expected !== null && counts.logged > expected) return 'moved'
  let made = await putExtract(context, dataset, start)
  for (let tries = 1; made.extracted !== counts.stored && tries < TRIES; tries++) {
    counts = await countsOf(context, dataset, start)
    if (made.extracted !== counts.stored) made = await putExtract(context, dataset, start)
  }
  const { extracted } = made
  const complete = counts.logged === currentOf(counts) && counts.stored === extracted
  const before = await ports.ledger.get(name, start)
  await ports.ledger.putExtract(name, start, {
    ...counts,
    attempt: lastAttempt(before) + 1,
    ...made,
    closedAt: ports.clock.now(),
    dueAt,
    // A window that was missed in time keeps this mark, however often it is made again.
    filled: before?.extract?.filled ?? filled,
    incompleteReason: complete ? null : reasonOf({ ...counts, extracted, waitedMs }),
  })
  await tracker.changed({ dataset: name, start })
  wakeups.analyse.wake()
  tell('window', { dataset: name, start })
  tell('count', 1)
  return complete ? 'complete' : 'incomplete'
}

/** Later stages keep the mark too, in case the extract's own entry was damaged. */
function lastAttempt(entry: LedgerEntry | null): number {
  return Math.max(0, ...[entry?.extract, entry?.analysis, entry?.report].map((part) => part?.attempt ?? 0))
}

function reasonOf(of: Counts & { readonly extracted: number; readonly waitedMs: number }): string {
  const { logged, stored, earlierLog, extracted, waitedMs } = of
  const current = currentOf(of)
  if (logged === current) return `the extract has ${extracted} of ${stored} stored events`
  const seconds = Math.round(waitedMs / 1_000)
  const earlier = earlierLog > 0 ? `; ${earlierLog} more are from an earlier log` : ''
  return `${current} of ${logged} logged events had reached the store after waiting ${seconds} s${earlier}`
}

/** Streams the window's rows into the object store. */
async function putExtract(
  { ports, signal }: WindowStageContext,
  dataset: Dataset,
  start: WindowStart,
): Promise<Pick<ExtractEntry, 'extracted' | 'fingerprint'>> {
  const fingerprint = async () =>
    ports.analyser.readsStore ? (await ports.store.fingerprint(dataset, start)).fingerprint : undefined
  const before = await fingerprint()
  const extracted = await ports.temp.use(async (file) => {
    await ports.temp.write(file, await ports.store.extract(dataset, start, signal))
    const rows = await rowsOf(ports, file, start)
    await ports.objects.putFile(bucketOf(dataset.name), extractKey(start), file)
    return rows
  })
  // The same rows before and after: these are the rows in between, too. Otherwise the analysis asks for another extract.
  return { extracted, ...(before !== undefined && before === (await fingerprint()) && { fingerprint: before }) }
}

/** The footer comes last, so a file without one is incomplete. */
async function rowsOf({ extracts }: WindowStageContext['ports'], file: string, start: WindowStart): Promise<number> {
  try {
    return await extracts.countRows(file)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new FaultError({ code: 'extract-cut-short', window: windowName(start), reason }, { cause: thrown })
  }
}
