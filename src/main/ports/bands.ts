import type { BandPoint, BandSeries, Measure } from '@shared/model/anomaly'
import type { DatasetName } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'

export interface WindowBand extends Omit<BandPoint, 'start'> {
  readonly type: string | null
  readonly measure: Measure
}

/** The expected ranges of the newest windows, and the measured values. Durable; keeps the newest few thousand windows of each dataset. */
export interface BandStore {
  /** Replaces what is stored for the window. */
  put(dataset: DatasetName, start: WindowStart, bands: readonly WindowBand[]): Promise<void>
  /** The newest windows up to `through`; series in the order of the newest window's bands. */
  newest(dataset: DatasetName, measure: Measure, windows: number, through?: WindowStart): Promise<BandSeries[]>
  close(): Promise<void>
}
