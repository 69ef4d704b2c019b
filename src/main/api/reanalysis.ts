import { compareReports } from '@main/pipeline/windows/compare-reports'
import { listRevisions } from '@main/pipeline/windows/revisions'
import type { DatasetName } from '@shared/model/dataset'
import type { StageId } from '@shared/model/stage'
import type { WindowRow, WindowStart } from '@shared/model/window'
import { api } from './base'
import type { ApiContext } from './context'
import { datasetOf } from './dataset-of'
import { readReport } from './reports'
import { NEVER } from './throttle-and-poll'

const WINDOWS_CHECKED = 1_000
/** The stages needed to make windows again; the source may be stopped meanwhile. */
const STAGES: readonly StageId[] = ['log', 'store', 'sink', 'extract', 'analyse', 'report']

export const reanalysis = {
  missing: api.reanalysis.missing.handler(async ({ context, input }) => {
    const { name } = datasetOf(context, input.dataset)
    return unfilledOf(context, name)
  }),
  fill: api.reanalysis.fill.handler(async ({ context, input, signal = NEVER }) => {
    const dataset = datasetOf(context, input.dataset)
    const unfilled = await unfilledOf(context, dataset.name)
    const windows = input.start === undefined ? unfilled : unfilled.filter((start) => start === input.start)
    context.flow.start(STAGES)
    return context.windows.reanalysis.start(dataset, windows, signal)
  }),
  plan: api.reanalysis.plan.handler(({ context, input }) =>
    context.windows.reanalysis.plan(datasetOf(context, input.dataset), input),
  ),
  reanalyse: api.reanalysis.reanalyse.handler(async ({ context, input, signal = NEVER }) => {
    const dataset = datasetOf(context, input.dataset)
    await context.windows.tracker.refresh(dataset.name)
    const within = (start: number) => start >= input.from && start < input.to
    context.flow.start(STAGES)
    return context.windows.reanalysis.start(dataset, context.windows.tracker.ended(dataset.name).filter(within), signal)
  }),
  cancel: api.reanalysis.cancel.handler(({ context }) => context.windows.reanalysis.cancel()),
  feed: api.reanalysis.feed.handler(async function* ({ context, signal }) {
    yield* context.windows.reanalysis.feed.follow(signal)
  }),
  revisions: api.reanalysis.revisions.handler(({ context, input }) =>
    listRevisions(context.ports.objects, datasetOf(context, input.dataset).name, input.start),
  ),
  compare: api.reanalysis.compare.handler(async ({ context, input }) => {
    const { name } = datasetOf(context, input.dataset)
    const read = (revision: number) => readReport(context, name, input.start, revision)
    return compareReports(await read(input.before), await read(input.after))
  }),
}

/** While the stages are running, incomplete windows are made anyway: then only windows that stay incomplete are missing. */
async function unfilledOf(
  { windows: { tracker }, flow: { runner } }: Pick<ApiContext, 'windows' | 'flow'>,
  dataset: DatasetName,
): Promise<WindowStart[]> {
  await tracker.refresh(dataset)
  const ended = new Set(tracker.ended(dataset))
  const rows = await tracker.rows(dataset, { limit: WINDOWS_CHECKED })
  const atWork = runner.feed.value.every(
    ({ id, state }) => !STAGES.includes(id) || (state.state !== 'stopped' && state.state !== 'retrying'),
  )
  const isMissing = ({ start, state }: WindowRow) =>
    ended.has(start) && (state === 'incomplete' || (state !== 'complete' && !atWork))
  return rows.filter(isMissing).map(({ start }) => start)
}
