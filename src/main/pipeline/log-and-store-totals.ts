import type { Ports } from '@main/ports'
import type { Dataset } from '@shared/model/dataset'
import type { StageFigures } from '@shared/model/stage'

type Total = Pick<StageFigures, 'total' | 'backlog'>
type Named = readonly Pick<Dataset, 'name'>[]

/** The events in the log, by the log itself. Rejects when it answers for no dataset. */
export function logTotal({ log, foreign }: Pick<Ports, 'log' | 'foreign'>, datasets: Named): Promise<Total> {
  return totalOf(datasets, async (name) => (await log.usage(name)).appended + ((await foreign?.total(name)) ?? 0))
}

/** The rows in the store, by the store itself. Rejects when it answers for no dataset. */
export function storeTotal({ store }: Pick<Ports, 'store'>, datasets: Named): Promise<Total> {
  return totalOf(datasets, async (name) => (await store.usage(name)).rows)
}

async function totalOf(datasets: Named, count: (dataset: string) => Promise<number>): Promise<Total> {
  const answers = await Promise.allSettled(datasets.map(({ name }) => count(name)))
  const counts = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
  const failed = answers.find((answer) => answer.status === 'rejected')
  if (failed && counts.length === 0) throw failed.reason
  return { total: counts.reduce((sum, one) => sum + one, 0), backlog: null }
}
