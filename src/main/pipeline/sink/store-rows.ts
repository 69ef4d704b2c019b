import type { Store, StoreRow } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'

/**
 * Stores a batch. When the store refuses it, halves it until the bad rows stand alone and hands those to `refuse`, in log order,
 * so that one bad record never stops the others. Every other fault is the caller's.
 */
export async function storeRows(
  store: Store,
  dataset: Dataset,
  rows: readonly StoreRow[],
  refuse: (row: StoreRow, reason: string) => Promise<void>,
): Promise<void> {
  if (rows.length === 0) return
  try {
    await store.insert(dataset, rows)
  } catch (thrown) {
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'store-rejected') throw thrown
    const [only] = rows
    if (rows.length === 1 && only) return refuse(only, thrown.fault.reason)
    const half = Math.ceil(rows.length / 2)
    await storeRows(store, dataset, rows.slice(0, half), refuse)
    await storeRows(store, dataset, rows.slice(half), refuse)
  }
}
