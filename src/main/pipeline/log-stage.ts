import { openCodec } from './codec'
import { readyOnes } from './own-fault'
import type { StageDefinition, WindowStageContext } from './stage'

const COUNT_MS = 250
const RETAIN_EVERY = 40

/** Keeps the log: its topics and schemas are there before anything flows, and it never outgrows its limits. */
export const log: StageDefinition = { id: 'log', title: 'Log', needs: [], place: 'main', run }

async function run({ ports, datasets: all, wanted, tell, signal }: WindowStageContext): Promise<void> {
  const datasets = await readyOnes({ ports, tell, signal }, all, async (dataset) => {
    await ports.log.createTopic(dataset.name, dataset.partitions)
    await openCodec(ports, dataset)
  })
  tell('ready', null)
  let before: number | null = null
  for (let round = 0; !signal.aborted; round++) {
    let total = 0
    let bytes = 0
    for (const { name } of datasets) {
      const usage = await ports.log.usage(name)
      total += usage.appended + ((await ports.foreign?.total(name)) ?? 0)
      bytes += usage.bytes
      if (round % RETAIN_EVERY === 0) {
        const { maxBytes, maxAgeHours } = wanted().settings.log
        await ports.log.retain(name, { maxBytes, maxAgeMs: maxAgeHours * 3_600_000 })
      }
    }
    tell('count', total - (before ?? total))
    before = total
    const megabytes = Math.ceil(bytes / 1e6).toLocaleString('en')
    tell('figures', { total, unit: 'events', backlog: null, note: `${megabytes} MB on disk` })
    await ports.clock.sleep(COUNT_MS, signal)
  }
}
