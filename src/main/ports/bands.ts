import type { BandPoint, BandSeries, Measure } from '@shared/model/anomaly'
import type { DatasetName } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'

export interface WindowBand extends Omit<BandPoint, 'start'> {
  readonly type: string | null
  readonly measure: Measure
}

/** What was expected of the newest windows, and what they showed. Durable; of each dataset the newest few thousand are kept. */
export interface BandStore {
  /** Replaces what is known of the window. */
  put(dataset: DatasetName, start: WindowStart, bands: readonly WindowBand[]): Promise<void>
  /** Of the newest windows up to `through`; series in the order of the newest window's bands. */
  newest(dataset: DatasetName, measure: Measure, windows: number, through?: WindowStart): Promise<BandSeries[]>
  close(): Promise<void>
}
