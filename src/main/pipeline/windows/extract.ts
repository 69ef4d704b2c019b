import { createBell } from '@main/signals/bell'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { MINUTE_MS, type WindowStart, windowName } from '@shared/model/window'
import type { StageDefinition, WindowStageContext } from '../stage'
import { createSilenceWatch, type SilenceWatch } from './silence'

/** How often a window that is due, but whose events are still on their way to the store, is looked at again. */
const SOON_MS = 50
/** How often windows are looked at without any other reason: this is how late events are noticed. */
const IDLE_MS = 500

export const extract: StageDefinition = {
  id: 'extract',
  title: 'Extract',
  needs: ['log', 'store'],
  place: 'main',
  run,
}

/** A window that is due: when it was found so, and what the sink must have stored before it is complete. */
interface Due {
  readonly foundAt: number
  readonly target: readonly number[]
  /** How many of its events were logged when the target was taken. */
  readonly logged: number
  /** By which wish it is made again; 0 for none. */
  readonly asked: number
  /** It was extracted with events missing: now it waits for them, however long. */
  readonly incomplete: boolean
  /** Everything up to the target is stored and it is still not whole: looked at again only when more is logged. */
  readonly settled: boolean
}

async function run(context: WindowStageContext): Promise<void> {
  const { ports, tell, signal } = context
  const bell = createBell()
  const alarm = ports.scheduler.everyMinute(context.wanted().settings.windows.graceMs % MINUTE_MS, () => bell.ring())
  const due = new Map<string, Due>()
  const silence = createSilenceWatch()
  const startedAt = ports.clock.now()
  tell('ready', null)
  try {
    while (!signal.aborted) {
      let waiting = 0
      for (const dataset of context.datasets) waiting += await extractDue(context, dataset, { due, startedAt, silence })
      tell('nextAt', alarm.next())
      await tellFigures(context, waiting)
      await bell.wait(Math.min(waiting > 0 ? SOON_MS : IDLE_MS, untilDue(context)), signal)
    }
  } finally {
    alarm.stop()
  }
}

/** Milliseconds until the minute that is over is past its grace: the alarm rings on whole seconds, and may be early by a hair. */
function untilDue({ ports, wanted }: WindowStageContext): number {
  const { graceMs } = wanted().settings.windows
  return MINUTE_MS - ((ports.clock.now() - graceMs) % MINUTE_MS)
}

/**
 * Extracts every window of the dataset that is due and complete (or has waited too long), oldest first: one that waits holds back
 * those after it, because the detector learns from windows in their order. Returns how many still wait.
 */
async function extractDue(
  context: WindowStageContext,
  dataset: Dataset,
  { due, startedAt, silence }: { due: Map<string, Due>; startedAt: number; silence: SilenceWatch },
): Promise<number> {
  const { ports, book, liveSince, signal } = context
  const { graceMs, patienceMs } = context.wanted().settings.windows
  await book.refresh(dataset.name)
  const until = book.horizon(dataset.name) - graceMs
  for (const start of silence.watched(ports.clock.now(), liveSince(dataset.name), until)) {
    book.silent(dataset.name, start)
  }
  let waiting = 0
  let held = false
  for (const start of book.unextracted(dataset.name, until)) {
    if (signal.aborted) return waiting
    const key = `${dataset.name} ${start}`
    const now = ports.clock.now()
    const { logged } = book.logged(dataset.name, start)
    const asked = book.asked(dataset.name, start)
    const before = due.get(key) ?? { foundAt: now, incomplete: false, logged: -1, asked, target: [], settled: false }
    const known =
      before.logged === logged && before.asked === asked
        ? before
        : { ...before, logged, asked, target: await logEnd(context, dataset), settled: false }
    due.set(key, known)
    if (known.settled) continue
    const patient = known.incomplete || now - known.foundAt < patienceMs
    const caughtUp =
      !(held && patient) &&
      ((await isStored(context, dataset, known.target)) || (await isWhole(context, dataset, start)))
    if (!caughtUp && patient) {
      waiting++
      held ||= !known.incomplete
      continue
    }
    const sinceEnd = now - (start + MINUTE_MS)
    const onTime = sinceEnd >= 0 && sinceEnd < graceMs + patienceMs
    const filled = sinceEnd >= graceMs + patienceMs && known.foundAt - startedAt < graceMs
    const dueAt = onTime ? start + MINUTE_MS : known.foundAt
    const complete = await extractWindow(context, dataset, start, { dueAt, filled, waitedMs: now - known.foundAt })
    // Asked for once more meanwhile, it is made once more.
    const askedMeanwhile = book.asked(dataset.name, start) !== asked
    if (!askedMeanwhile) book.notAgain(dataset.name, start)
    if (complete) due.delete(key)
    else due.set(key, { ...known, asked: askedMeanwhile ? asked : 0, incomplete: true, settled: caughtUp })
  }
  return waiting
}

async function logEnd({ ports }: WindowStageContext, dataset: Dataset): Promise<readonly number[]> {
  return (await ports.log.offsets(dataset.name)).end
}

async function isStored({ ports }: WindowStageContext, dataset: Dataset, target: readonly number[]): Promise<boolean> {
  const committed = await ports.log.committed(dataset.name)
  return target.every((offset, partition) => (committed[partition] ?? 0) >= offset)
}

/** All that is logged of the window has arrived, though perhaps not all that was logged after it. */
async function isWhole({ ports, book }: WindowStageContext, dataset: Dataset, start: WindowStart): Promise<boolean> {
  const stored = (await ports.store.countWindows(dataset, [start])).get(start) ?? 0
  const deadLetters = (await ports.deadLetters.countByWindow(dataset.name, [start])).get(start) ?? 0
  return stored + deadLetters === book.logged(dataset.name, start).logged
}

/** Returns whether the extract holds every event the log has of the window. */
async function extractWindow(
  { ports, book, bells, tell }: WindowStageContext,
  dataset: Dataset,
  start: WindowStart,
  { dueAt, filled, waitedMs }: { dueAt: number; filled: boolean; waitedMs: number },
): Promise<boolean> {
  const { name } = dataset
  const { produced, logged } = book.logged(name, start)
  const deadLetters = (await ports.deadLetters.countByWindow(name, [start])).get(start) ?? 0
  const stored = (await ports.store.countWindows(dataset, [start])).get(start) ?? 0
  const extracted = await ports.temp.use(async (file) => {
    await ports.temp.write(file, await ports.store.extract(dataset, start))
    const rows = await rowsOf(ports, file, start)
    await ports.objects.putFile(bucketOf(name), `${windowName(start)}.parquet`, file)
    return rows
  })
  const complete = logged === stored + deadLetters && stored === extracted
  const before = await ports.ledger.get(name, start)
  await ports.ledger.putExtract(name, start, {
    attempt: (before?.extract?.attempt ?? 0) + 1,
    produced,
    logged,
    stored,
    deadLetters,
    extracted,
    closedAt: ports.clock.now(),
    dueAt,
    // That nobody was there at its time stays so, whenever it is made again.
    filled: before?.extract?.filled ?? filled,
    incompleteReason: complete
      ? null
      : logged === stored + deadLetters
        ? `the extract holds ${extracted} events of ${stored} that are stored`
        : `${stored + deadLetters} of ${logged} logged events had reached the store after waiting ${Math.round(waitedMs / 1_000)} s`,
  })
  await book.changed({ dataset: name, start })
  bells.analyse.ring()
  tell('window', { dataset: name, start })
  tell('count', 1)
  return complete
}

/** The footer comes last, so a file without one is not whole. */
async function rowsOf({ analyser }: WindowStageContext['ports'], file: string, start: WindowStart): Promise<number> {
  try {
    return await analyser.countRows(file)
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new FaultError({ code: 'extract-cut-short', window: windowName(start), reason }, { cause: thrown })
  }
}

async function tellFigures({ ports, tell }: WindowStageContext, waiting: number): Promise<void> {
  const { extracted } = await ports.ledger.totals()
  tell('figures', { total: extracted, unit: 'windows', backlog: waiting, note: 'every minute' })
}
