import type { Dataset } from '@shared/model/dataset'
import type { LogEpoch } from './log-epochs'

/**
 * The table that a sink outside Millrace writes a dataset's rows to. What it writes goes on into the dataset's own table at once:
 * each place once, however often it is written, and without rows that the dataset's table cannot hold, so that one of them never
 * harms the others. Whether it is open says whose turn it is: the store itself keeps the other sink out.
 */
export interface LandingTable {
  /** Whether it is open, and just as `open` would make it. */
  isOpen(dataset: Dataset, epochs: readonly LogEpoch[]): Promise<boolean>
  /** The writer knows partitions and offsets alone; the epochs complete its rows' places. Nothing may write to it meanwhile. */
  open(dataset: Dataset, epochs: readonly LogEpoch[]): Promise<void>
  /** Resolves once nothing comes in any more. Whoever writes to it is told to try again later. */
  close(dataset: Dataset): Promise<void>
}
