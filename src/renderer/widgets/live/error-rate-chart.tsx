import { formatPercent } from '../../ui/format/numbers'
import { LiveChart, type LiveChartPlace } from './live-chart'
import { TimeChart } from './time-chart'

/** The axis shows at least one percent, so that a quiet pipeline looks quiet. */
const LEAST_RATE = 0.01

const tick = (share: number) => `${Number((share * 100).toFixed(2))} %`

export function ErrorRateChart(place: LiveChartPlace) {
  return (
    <LiveChart about="live-errors" title="Error rate" {...place} after={200} legend={({ series }) => series}>
      {({ errorRates, highestErrorRate, series, edge }) => (
        <TimeChart
          label="Error rate by type, last five minutes"
          rows={errorRates}
          series={series}
          shape="lines"
          highest={Math.max(LEAST_RATE, highestErrorRate)}
          edge={edge}
          formatTick={tick}
          formatValue={formatPercent}
        />
      )}
    </LiveChart>
  )
}
