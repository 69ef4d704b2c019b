import { pendingWindows } from '@main/pipeline/windows/page-pending-windows'
import { MINUTE_MS } from '@shared/lib/time'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import { type WindowStart, windowName } from '@shared/model/window'
import { datasetOf } from '../dataset-of'
import type { MinuteWorkContext, Reply } from './reply'

type Context = Pick<MinuteWorkContext, 'datasets' | 'flow' | 'windows' | 'ports' | 'settings'>

interface Due {
  readonly dataset: DatasetName
  readonly start: WindowStart
}

/** Windows that ended and wait for the scheduler, oldest first. */
export async function dueWindows(
  context: Context,
  { dataset, limit }: { dataset?: string | undefined; limit: number },
): Promise<Reply> {
  const { ports, windows } = context
  const waiting = await dueOf(context, dataset === undefined ? context.datasets : [datasetOf(context, dataset)])
  const oldest = waiting.sort((a, b) => a.start - b.start).slice(0, limit)
  const described = oldest.map(async ({ dataset, start }) => ({
    dataset,
    window: windowName(start),
    state: (await ports.ledger.get(dataset, start))?.report ? 'reopened' : 'closing',
    logged: windows.tracker.logged(dataset, start).logged,
    ended_seconds_ago: Math.max(0, Math.floor((ports.clock.now() - start - MINUTE_MS) / 1_000)),
  }))
  const body = {
    scheduler: windows.gate.scheduler(),
    waiting: waiting.length,
    windows: await Promise.all(described),
  }
  return { status: 200, body }
}

export async function countDueWindows(context: Context): Promise<number> {
  return (await dueOf(context, context.datasets)).length
}

/** Not extracted, or extracted and not reported, and there is no request for it. */
async function dueOf(
  { windows: { tracker, gate }, settings, ports: { ledger } }: Context,
  datasets: readonly Dataset[],
): Promise<Due[]> {
  const due: Due[] = []
  for (const dataset of datasets) {
    const { name } = dataset
    await tracker.refresh(name)
    const until = tracker.horizon(name) - settings.feed.value.windows.graceMs
    // A window that was extracted with events missing is completed without another request.
    const starts = new Set(tracker.unextracted(name, until).filter((start) => tracker.needsExtract(name, start)))
    for await (const { start } of pendingWindows([dataset], ledger.toAnalyse)) starts.add(start)
    for await (const { start } of pendingWindows([dataset], ledger.toReport)) starts.add(start)
    for (const start of starts) if (gate.waits(name, start)) due.push({ dataset: name, start })
  }
  return due
}
