import { FaultError } from '@shared/model/fault'
import { readyOnes } from './own-fault'
import type { StageDefinition, WindowStageContext } from './stage'

const COUNT_MS = 1_000

/** Runs the store's server, makes the tables ready, and notices when it dies. */
export const store: StageDefinition = { id: 'store', title: 'Store', needs: ['log'], place: 'main', run }

async function run({ ports, datasets: all, wanted, tell, signal }: WindowStageContext): Promise<void> {
  const server = await ports.storeServer.start(signal)
  const died = new AbortController()
  const exited = server.exited.then((how) => {
    died.abort()
    return how
  })
  const prepare = async () => {
    const { ttlDays } = wanted().settings.store
    const datasets = await readyOnes({ ports, tell, signal }, all, (dataset) => ports.store.prepare(dataset, ttlDays))
    return { ttlDays, datasets }
  }
  try {
    let prepared = await prepare()
    tell('ready', null)
    const over = AbortSignal.any([signal, died.signal])
    let before: number | null = null
    while (!over.aborted) {
      if (wanted().settings.store.ttlDays !== prepared.ttlDays) prepared = await prepare()
      const usages = await Promise.all(prepared.datasets.map(({ name }) => ports.store.usage(name)))
      const rows = usages.reduce((sum, usage) => sum + usage.rows, 0)
      const parts = usages.reduce((sum, usage) => sum + usage.parts, 0)
      const megabytes = Math.ceil(usages.reduce((sum, usage) => sum + usage.bytes, 0) / 1e6).toLocaleString('en')
      tell('count', Math.max(0, rows - (before ?? rows)))
      before = rows
      tell('figures', { total: rows, unit: 'rows', backlog: null, note: `${parts} parts · ${megabytes} MB` })
      await ports.clock.sleep(COUNT_MS, over)
    }
  } catch (thrown) {
    // A query that failed because the server died says less than how it died.
    if (!died.signal.aborted) throw thrown
  } finally {
    await server.stop()
  }
  if (!signal.aborted) throw new FaultError({ code: 'store-died', exit: await exited })
}
