import type { Dataset } from '@shared/model/dataset'
import type { LogEpoch } from './log-epochs'

/**
 * The table that a sink outside Millrace writes a dataset's rows to. Its rows are copied into the dataset's own table immediately. Each
 * position is copied once, however often it is written, and rows that the dataset's table cannot hold are skipped, so that they do not
 * block the others. The store itself keeps the other sink out while the landing table is closed.
 */
export interface LandingTable {
  /** Whether it is open, and exactly as `open` would create it. */
  isOpen(dataset: Dataset, epochs: readonly LogEpoch[]): Promise<boolean>
  /** The writer knows only partitions and offsets; `epochs` completes the positions of its rows. No sink may write to it meanwhile. */
  open(dataset: Dataset, epochs: readonly LogEpoch[]): Promise<void>
  /** Resolves once no rows can arrive any more. Writers get an error that makes them retry later. */
  close(dataset: Dataset): Promise<void>
}
