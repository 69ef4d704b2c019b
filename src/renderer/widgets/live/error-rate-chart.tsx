import { formatPercent } from '../../ui/format/numbers'
import { LiveChart, type LiveChartPlace } from './live-chart'

/** The axis shows at least one percent, so that a quiet pipeline looks quiet. */
const LEAST_RATE = 0.01

const tick = (share: number) => `${Number((share * 100).toFixed(2))} %`

export function ErrorRateChart(place: LiveChartPlace) {
  return (
    <LiveChart
      about="live-errors"
      title="Error rate"
      label="Error rate by type, last five minutes"
      shape="lines"
      {...place}
      after={200}
      draw={({ errorRates, highestErrorRate, series }) => ({
        rows: errorRates,
        series,
        highest: Math.max(LEAST_RATE, highestErrorRate),
      })}
      formatTick={tick}
      formatValue={formatPercent}
    />
  )
}
