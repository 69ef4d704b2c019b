import { Skeleton } from '@mantine/core'
import type { WindowStart } from '@shared/model/window'
import { hrefOfRowsBehind } from '../../state/route'
import { Empty } from '../../ui/empty'
import { MEASURES } from '../../ui/format/measure'
import { Problem } from '../../ui/problem'
import { BandChart } from './band-chart'
import type { Bands } from './use-bands'

interface BandPlotProps {
  bands: Bands
  height: number
  span?: { readonly from: WindowStart; readonly to: WindowStart }
}

/** The line above the plot. */
const TOLD_HEIGHT = 22

/** The chosen series; its marks lead to the rows behind them. */
export function BandPlot({ bands: { dataset, measure, type, series }, height, span }: BandPlotProps) {
  if (series.state === 'loading') return <Skeleton h={height + TOLD_HEIGHT} />
  if (series.state === 'failed') return <Problem title="What was expected cannot be read" message={series.message} />
  const points = series.value.find((one) => one.type === type)?.points ?? []
  if (points.length === 0)
    return (
      <Empty title="Nothing to compare yet">
        A minute appears here with its report, and what was expected of it once there is enough to compare with.
      </Empty>
    )
  return (
    <BandChart
      label={`${MEASURES[measure]} by the minute, and what was expected`}
      points={points}
      measure={measure}
      height={height}
      span={span ?? null}
      hrefOf={(start) => hrefOfRowsBehind(dataset, start, type, measure)}
    />
  )
}
