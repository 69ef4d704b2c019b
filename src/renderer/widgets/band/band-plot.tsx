import type { WindowStart } from '@shared/model/window'
import { hrefOfRowsBehind } from '../../state/route'
import { EmptyState } from '../../ui/empty-state'
import { MEASURES } from '../../ui/format/measure'
import { Answer } from '../answer'
import { BandChart } from './band-chart'
import type { Bands } from './use-bands'

interface BandPlotProps {
  bands: Bands
  height: number
  span?: { readonly from: WindowStart; readonly to: WindowStart }
}

/** The line above the plot. */
const CAPTION_HEIGHT = 22

/** The chosen series; its marks link to the rows behind them. */
export function BandPlot({ bands: { dataset, measure, type, series }, height, span }: BandPlotProps) {
  return (
    <Answer of={series} failed="The expected range could not be loaded" height={height + CAPTION_HEIGHT}>
      {(all) => {
        const points = all.find((one) => one.type === type)?.points ?? []
        return points.length === 0 ? (
          <EmptyState title="Nothing to compare yet">
            Each minute appears here once its report is ready, with the expected range as soon as there is enough
            history.
          </EmptyState>
        ) : (
          <BandChart
            label={`${MEASURES[measure]} per minute, and the expected range`}
            points={points}
            measure={measure}
            height={height}
            span={span ?? null}
            hrefOf={(start) => hrefOfRowsBehind(dataset, start, type, measure)}
          />
        )
      }}
    </Answer>
  )
}
