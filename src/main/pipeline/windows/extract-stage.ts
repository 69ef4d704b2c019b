import type { Clock } from '@main/ports/clock'
import { MINUTE_MS } from '@shared/lib/time'
import { bucketOf, type Dataset, type DatasetName } from '@shared/model/dataset'
import { type WindowStart, windowName } from '@shared/model/window'
import type { StageDefinition, WindowStageContext } from '../stage'
import { countsOf, currentOf, extractWindow } from './extract-window'
import { rebuildLedger } from './rebuild-ledger'
import { createSilenceWatch, type SilenceWatch } from './silence-watch'
import { createWindowRetries, type WindowRetries } from './window-retries'
import { windowsToExtract } from './windows-to-extract'

/** How often a due window is checked while its events are on their way to the store. */
const SOON_MS = 50
/** How often windows are checked without any other trigger: this is how late events are noticed. */
const IDLE_MS = 500

export const extract: StageDefinition = {
  id: 'extract',
  title: 'Extract',
  needs: ['log', 'store'],
  thread: 'main',
  run,
}

/** A due window: when it was found, and what the sink must have stored before it is complete. */
interface Due {
  readonly foundAt: number
  /** The same moment by the monotonic clock. */
  readonly waitsSince: number
  readonly target: readonly number[]
  /** The number of its logged events when the target was set. */
  readonly logged: number
  /** The number of the request that made it due again; 0 for none. */
  readonly asked: number
  /** It was extracted with events missing: now it waits for them without a limit. */
  readonly incomplete: boolean
  /** Everything up to the target is stored and the window is still incomplete: it is checked again only when more is logged. */
  readonly stuck: boolean
}

/** The stage's memory between two checks. */
interface Watch {
  readonly due: Map<string, Due>
  /** When each dataset was checked first. */
  readonly checkedAt: Map<DatasetName, number>
  readonly silence: SilenceWatch
  readonly retries: WindowRetries
}

async function run(context: WindowStageContext): Promise<void> {
  const { ports, tell, signal, wakeups } = context
  const alarm = ports.scheduler.everyMinute(context.wanted().settings.windows.graceMs % MINUTE_MS, () =>
    wakeups.extract.wake(),
  )
  const watch: Watch = {
    due: new Map(),
    checkedAt: new Map(),
    silence: createSilenceWatch(),
    retries: createWindowRetries(context, 'extract'),
  }
  tell('ready', null)
  try {
    await rebuildLedger(context)
    await findEarlierWindows(context)
    while (!signal.aborted) {
      let waiting = 0
      let unrequested = 0
      for (const dataset of context.datasets) {
        const left = await extractDue(context, dataset, watch)
        waiting += left.waiting
        unrequested += left.unrequested
      }
      const next = alarm.next()
      tell('nextAt', context.gate.scheduler() === 'croner' ? next : null)
      await reportFigures(context, waiting + watch.retries.count(), unrequested)
      await wakeups.extract.wait(Math.min(waiting > 0 ? SOON_MS : IDLE_MS, untilDue(context)), signal)
    }
  } finally {
    alarm.stop()
  }
}

/** A deleted log takes the counts of its last windows with it: the events that reached the store are reported anyway. */
async function findEarlierWindows({ ports, tracker, datasets }: WindowStageContext): Promise<void> {
  for (const dataset of datasets) {
    await tracker.refresh(dataset.name)
    const starts = await ports.store.earlierWindows(dataset, await ports.log.epochs(dataset.name))
    if (starts.length === 0) continue
    const reports = new Set((await ports.objects.list(bucketOf(dataset.name))).map(({ key }) => key))
    for (const start of starts) if (!reports.has(`${windowName(start)}.json`)) tracker.earlier(dataset.name, start)
  }
}

/** Milliseconds until the last minute is past its grace: the alarm fires on whole seconds, and may be slightly early. */
function untilDue({ ports, wanted }: WindowStageContext): number {
  const { graceMs } = wanted().settings.windows
  return MINUTE_MS - ((ports.clock.now() - graceMs) % MINUTE_MS)
}

/**
 * Extracts every window of the dataset that is due and complete (or has waited too long), oldest first. A window that waits, or
 * cannot be extracted, delays those after it until its patience ends, because the detector learns from windows in their order.
 * Returns the numbers of windows that wait for events, and for another scheduler's request.
 */
async function extractDue(
  context: WindowStageContext,
  dataset: Dataset,
  watch: Watch,
): Promise<{ waiting: number; unrequested: number }> {
  const { ports, tracker, gate, liveSince, signal } = context
  const { name } = dataset
  const { due, silence, retries } = watch
  const { graceMs, patienceMs } = context.wanted().settings.windows
  await tracker.refresh(name)
  const now = ports.clock.now()
  const firstCheck = watch.checkedAt.get(name) ?? now
  watch.checkedAt.set(name, firstCheck)
  const until = tracker.horizon(name) - graceMs
  for (const start of silence.watched(now, liveSince(name), until)) tracker.silent(name, start)
  const starts = tracker.unextracted(name, until)
  // All of them were found now, even if those before them take long.
  for (const start of starts) {
    const key = keyOf(name, start)
    if (!due.has(key)) due.set(key, found(ports.clock, tracker.asked(name, start)))
  }
  const requested = windowsToExtract(context, name, starts)
  const unrequested = starts.length - requested.length
  let waiting = 0
  let held = false
  for (const start of requested) {
    if (signal.aborted) break
    const key = keyOf(name, start)
    const before = due.get(key) ?? found(ports.clock, tracker.asked(name, start))
    const waited = ports.clock.elapsed() - before.waitsSince
    const patient = before.incomplete || waited < patienceMs
    const holds = patient && !before.incomplete
    if (!retries.isDue(name, start)) {
      held ||= holds
      continue
    }
    const outcome = await retries.attempt(name, start, async () => {
      const known = await targeted(context, dataset, start, before)
      due.set(key, known)
      if (known.stuck) return 'stuck'
      const caughtUp = !(held && patient) && (await isStored(context, dataset, start, known.target))
      if (!caughtUp && patient) return 'waits'
      const foundLate = known.foundAt - (start + MINUTE_MS)
      const onTime = foundLate >= 0 && foundLate < graceMs + patienceMs
      const filled = foundLate >= graceMs + patienceMs && known.foundAt - firstCheck < graceMs
      const dueAt = onTime ? start + MINUTE_MS : known.foundAt
      const expected = patient ? known.logged : null
      const made = await extractWindow(context, dataset, start, { expected, dueAt, filled, waitedMs: waited })
      if (made === 'moved') return 'waits'
      // If it was requested again meanwhile, it is made again.
      const askedMeanwhile = tracker.asked(name, start) !== known.asked
      if (!askedMeanwhile) tracker.notAgain(name, start)
      if (made === 'complete') due.delete(key)
      else due.set(key, { ...known, asked: askedMeanwhile ? known.asked : 0, incomplete: true, stuck: caughtUp })
      return made
    })
    if (outcome === 'waits') waiting++
    if (outcome === 'complete') gate.done('extract', name, start)
    if (outcome === 'waits' || outcome === null) held ||= holds
  }
  return { waiting, unrequested }
}

const keyOf = (dataset: DatasetName, start: WindowStart) => `${dataset} ${start}`

function found(clock: Clock, asked: number): Due {
  return {
    foundAt: clock.now(),
    waitsSince: clock.elapsed(),
    incomplete: false,
    logged: -1,
    asked,
    target: [],
    stuck: false,
  }
}

/** Sets the log's end as the target, whenever more of the window was logged, or the window was requested. */
async function targeted(
  { ports, tracker }: WindowStageContext,
  { name }: Dataset,
  start: WindowStart,
  before: Due,
): Promise<Due> {
  const { logged } = tracker.logged(name, start)
  const asked = tracker.asked(name, start)
  if (before.logged === logged && before.asked === asked) return before
  return { ...before, logged, asked, target: (await ports.log.offsets(name)).end, stuck: false }
}

/**
 * Whether everything up to the target is stored; or all logged events of the window are, though perhaps not all records logged
 * after it.
 */
async function isStored(
  context: WindowStageContext,
  dataset: Dataset,
  start: WindowStart,
  target: readonly number[],
): Promise<boolean> {
  const committed = await context.ports.log.committed(dataset.name)
  if (target.every((offset, partition) => (committed[partition] ?? 0) >= offset)) return true
  const counts = await countsOf(context, dataset, start)
  return currentOf(counts) === counts.logged
}

async function reportFigures(
  { ports, datasets, gate, tell }: WindowStageContext,
  waiting: number,
  unrequested: number,
): Promise<void> {
  const { extracted } = await ports.ledger.totals(datasets.map(({ name }) => name))
  const note = gate.scheduler() === 'croner' ? 'every minute' : unrequested > 0 ? 'waits for Airflow' : 'on request'
  tell('figures', { total: extracted, unit: 'windows', backlog: waiting + unrequested, note })
}
