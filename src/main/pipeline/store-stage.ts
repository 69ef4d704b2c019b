import { runAll } from '@shared/lib/run-all'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { prepareDatasets, prepareLeftOut } from './retry-dataset'
import type { StageDefinition, WindowStageContext } from './stage'

const COUNT_MS = 1_000

/** Runs the store's server, prepares the tables, and notices when the server dies. */
export const store: StageDefinition = { id: 'store', title: 'Store', needs: ['log'], thread: 'main', run }

async function run(context: WindowStageContext): Promise<void> {
  const { ports, signal } = context
  const server = await ports.storeServer.start(signal)
  const died = new AbortController()
  const exited = server.exited.then((how) => {
    died.abort()
    return how
  })
  try {
    await keepTables(context, AbortSignal.any([signal, died.signal]))
  } catch (thrown) {
    // How the server died says more than the query that failed because of it.
    if (!died.signal.aborted) throw thrown
  } finally {
    await server.stop()
  }
  if (!signal.aborted) throw new FaultError({ code: 'store-died', exit: await exited })
}

/** Prepares the tables, and again when the retention changes; in between it counts the rows. */
async function keepTables(context: WindowStageContext, over: AbortSignal): Promise<void> {
  const { ports, datasets: all, wanted, tell } = context
  let isFirst = true
  const reportUsage = usageReporter(context)
  do {
    const { ttlDays } = wanted().settings.store
    const prepare = (dataset: Dataset) => ports.store.prepare(dataset, ttlDays)
    const ready = await prepareDatasets(context, all, prepare)
    if (isFirst) tell('ready', null)
    isFirst = false
    const changed = new AbortController()
    await runAll(AbortSignal.any([over, changed.signal]), [
      async (until) => {
        const leftOut = all.filter((dataset) => !ready.includes(dataset))
        await prepareLeftOut({ ...context, signal: until }, { leftOut, prepare, onReady: (one) => ready.push(one) })
      },
      async (until) => {
        while (!until.aborted && wanted().settings.store.ttlDays === ttlDays) {
          await reportUsage(ready)
          await ports.clock.sleep(COUNT_MS, until)
        }
        changed.abort()
      },
    ])
  } while (!over.aborted)
}

function usageReporter({ ports, tell }: WindowStageContext): (datasets: readonly Dataset[]) => Promise<void> {
  let before: number | null = null
  let counted = 0
  return async (datasets) => {
    const usages = await Promise.all(datasets.map(({ name }) => ports.store.usage(name)))
    const rows = usages.reduce((sum, usage) => sum + usage.rows, 0)
    const parts = usages.reduce((sum, usage) => sum + usage.parts, 0)
    const megabytes = Math.ceil(usages.reduce((sum, usage) => sum + usage.bytes, 0) / 1e6).toLocaleString('en')
    // The rows of a dataset that joins later did not arrive just now.
    const isSame = datasets.length === counted
    tell('count', isSame ? Math.max(0, rows - (before ?? rows)) : 0)
    before = rows
    counted = datasets.length
    tell('figures', { total: rows, unit: 'rows', backlog: null, note: `${parts} parts · ${megabytes} MB` })
  }
}
