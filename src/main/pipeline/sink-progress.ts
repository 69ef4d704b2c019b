import type { Ports } from '@main/ports'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { StageFigures } from '@shared/model/stage'

/**
 * The stored and the waiting records, according to the log itself: so the numbers are known while the sink or the store is
 * stopped, starting or dead. `onWaiting` gets the number of waiting records of each dataset. Rejects when the log answers for no
 * dataset.
 */
export async function sinkProgress(
  { log, foreign }: Pick<Ports, 'log' | 'foreign'>,
  datasets: readonly Pick<Dataset, 'name'>[],
  onWaiting: (dataset: DatasetName, waiting: number) => void = () => undefined,
): Promise<Pick<StageFigures, 'total' | 'backlog'>> {
  const answers = await Promise.allSettled(
    datasets.map(async ({ name }) => {
      // Read before the end: otherwise records appended meanwhile would make the backlog negative.
      const committed = await log.committed(name)
      const [{ end }, { appended }, others] = await Promise.all([
        log.offsets(name),
        log.usage(name),
        foreign?.total(name) ?? 0,
      ])
      const backlog = end.reduce((sum, offset, i) => sum + Math.max(0, offset - (committed[i] ?? 0)), 0)
      onWaiting(name, backlog)
      // Records of other producers are counted only up to the sink's position, so more may wait than were counted.
      return { backlog, total: Math.max(0, appended + others - backlog) }
    }),
  )
  const parts = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  const failed = answers.find((answer) => answer.status === 'rejected')
  // A dataset without a topic does not hold back the figures of the others.
  if (failed && parts.length === 0) throw failed.reason
  return {
    backlog: parts.reduce((sum, part) => sum + part.backlog, 0),
    total: parts.reduce((sum, part) => sum + part.total, 0),
  }
}
