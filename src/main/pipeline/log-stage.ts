import { runAll } from '@shared/lib/run-all'
import { HOUR_MS } from '@shared/lib/time'
import type { Dataset } from '@shared/model/dataset'
import { openCodec } from './codec'
import { refuseUnfinishedCopy } from './copy/refuse-unfinished-copy'
import { prepareDatasets, prepareLeftOut } from './retry-dataset'
import type { StageDefinition, WindowStageContext } from './stage'

const COUNT_MS = 250
const RETAIN_EVERY = 40

/** Maintains the log: creates topics and schemas before anything flows, and keeps the log within its limits. */
export const log: StageDefinition = { id: 'log', title: 'Log', needs: [], thread: 'main', run }

async function run(context: WindowStageContext): Promise<void> {
  const { ports, datasets: all, tell, signal } = context
  const prepare = async (dataset: Dataset) => {
    await ports.log.createTopic(dataset.name, dataset.partitions)
    await openCodec(ports, dataset)
  }
  const ready = await prepareDatasets(context, all, prepare)
  await refuseUnfinishedCopy(ports.log)
  const leftOut = all.filter((dataset) => !ready.includes(dataset))
  tell('ready', null)
  await runAll(signal, [
    (until) => prepareLeftOut({ ...context, signal: until }, { leftOut, prepare, onReady: (one) => ready.push(one) }),
    (until) => keep({ ...context, signal: until }, ready),
  ])
}

/** Removes records beyond the retention limits, and counts what is left. */
async function keep({ ports, wanted, tell, signal }: WindowStageContext, datasets: readonly Dataset[]): Promise<void> {
  let before: number | null = null
  let counted = 0
  for (let round = 0; !signal.aborted; round++) {
    let total = 0
    let bytes = 0
    for (const { name } of datasets) {
      const usage = await ports.log.usage(name)
      total += usage.appended + ((await ports.foreign?.total(name)) ?? 0)
      bytes += usage.bytes
      if (round % RETAIN_EVERY === 0) {
        const { maxBytes, maxAgeHours } = wanted().settings.log
        await ports.log.retain(name, { maxBytes, maxAgeMs: maxAgeHours * HOUR_MS })
      }
    }
    // The records of a dataset that joins later did not arrive just now.
    if (datasets.length === counted) tell('count', total - (before ?? total))
    before = total
    counted = datasets.length
    const megabytes = Math.ceil(bytes / 1e6).toLocaleString('en')
    tell('figures', { total, unit: 'events', backlog: null, note: `${megabytes} MB on disk` })
    await ports.clock.sleep(COUNT_MS, signal)
  }
}
