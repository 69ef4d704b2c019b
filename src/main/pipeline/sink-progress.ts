import type { Ports } from '@main/ports'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { StageFigures } from '@shared/model/stage'

/**
 * What of the log is stored and what waits, as the log itself says it: so it is known while the sink or the store is stopped,
 * starting or dead. `onWaiting` gets what waits of each dataset. Rejects while the log answers for none of them.
 */
export async function sinkProgress(
  { log, foreign }: Pick<Ports, 'log' | 'foreign'>,
  datasets: readonly Pick<Dataset, 'name'>[],
  onWaiting: (dataset: DatasetName, waiting: number) => void = () => undefined,
): Promise<Pick<StageFigures, 'total' | 'backlog'>> {
  const answers = await Promise.allSettled(
    datasets.map(async ({ name }) => {
      // Asked before the end: what is appended meanwhile is then no negative backlog.
      const committed = await log.committed(name)
      const [{ end }, { appended }, others] = await Promise.all([
        log.offsets(name),
        log.usage(name),
        foreign?.total(name) ?? 0,
      ])
      const backlog = end.reduce((sum, offset, i) => sum + Math.max(0, offset - (committed[i] ?? 0)), 0)
      onWaiting(name, backlog)
      // Of other producers only what the sink has come to is counted, so there may wait more than ever was.
      return { backlog, total: Math.max(0, appended + others - backlog) }
    }),
  )
  const parts = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  const failed = answers.find((answer) => answer.status === 'rejected')
  // A dataset that has no topic holds back no other one's figures.
  if (failed && parts.length === 0) throw failed.reason
  return {
    backlog: parts.reduce((sum, part) => sum + part.backlog, 0),
    total: parts.reduce((sum, part) => sum + part.total, 0),
  }
}
