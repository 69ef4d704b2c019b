import type { BandSeries, Measure } from '@shared/model/anomaly'
import type { DatasetName } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'
import { useState } from 'react'
import { type Feed, useFeed } from '../../state/connection/use-feed'

export interface Chosen {
  readonly measure: Measure
  /** Null: all types together. */
  readonly type: string | null
}

export interface Bands extends Chosen {
  readonly dataset: DatasetName
  readonly series: Feed<BandSeries[]>
  choose(chosen: Partial<Chosen>): void
}

interface Wanted {
  readonly windows: number
  /** Without it, the newest windows. */
  readonly through?: WindowStart
  readonly first: Chosen
}

/** Observed values and expected ranges, window by window; the user chooses the measure and the type. */
export function useBands(dataset: DatasetName, { windows, through, first }: Wanted): Bands {
  const [chosen, setChosen] = useState(first)
  const { measure } = chosen
  const series = useFeed(`bands ${dataset} ${measure} ${windows} ${through}`, (api, signal) =>
    api.detection.bands({ dataset, measure, windows, ...(through !== undefined && { through }) }, { signal }),
  )
  return { ...chosen, dataset, series, choose: (part) => setChosen({ ...chosen, ...part }) }
}
