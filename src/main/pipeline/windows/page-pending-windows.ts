import type { LedgerEntry, PendingQuery } from '@main/ports/ledger'
import type { Dataset, DatasetName } from '@shared/model/dataset'

const PAGE = 20

/** Every entry that waits for a stage, oldest first, page by page: entries that cannot be handled never hide those after them. */
export async function* pendingWindows(
  datasets: readonly Dataset[],
  query: (query: PendingQuery) => Promise<LedgerEntry[]>,
): AsyncGenerator<LedgerEntry> {
  const names: DatasetName[] = datasets.map(({ name }) => name)
  let after: PendingQuery['after'] = null
  for (;;) {
    const page = await query({ datasets: names, after, limit: PAGE })
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last
  }
}
