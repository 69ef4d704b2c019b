import { SegmentedControl } from '@mantine/core'
import { MINUTE_MS } from '@shared/lib/time'
import type { Measure } from '@shared/model/anomaly'
import type { IncidentDetail } from '@shared/model/incident'
import { useFeed } from '../../state/connection/use-feed'
import { hrefOfRowsBehind } from '../../state/route'
import { MEASURES } from '../../ui/format/measure'
import { Answer } from '../../widgets/answer'
import { BandChart } from '../../widgets/band/band-chart'
import classes from './incident-chart.module.css'
import { incidentPoints } from './incident-points'

interface IncidentChartProps {
  incident: IncidentDetail
  measure: Measure
  onMeasure(measure: Measure): void
}

const HEIGHT = 210
/** Windows before and after the incident. */
const BEFORE = 30
const AFTER = 15
const MOST = 240

/** The incident's measure from before its beginning until after its end, over the expected range. */
export function IncidentChart({ incident, measure, onMeasure }: IncidentChartProps) {
  const { dataset, type, began, last, state } = incident
  const through = last + AFTER * MINUTE_MS
  const windows = Math.min(MOST, BEFORE + AFTER + 1 + (last - began) / MINUTE_MS)
  const feed = useFeed(`bands ${dataset} ${measure} ${state} ${last} ${windows}`, (api, signal) =>
    api.detection.bands({ dataset, measure, windows, through }, { signal }),
  )
  const series = feed.state === 'live' ? feed.value.find((one) => one.type === type) : undefined
  const points = incidentPoints(series?.points ?? [], incident, measure)
  const measures = incident.measures.map((one) => one.measure)
  return (
    <section aria-label="Observed and expected">
      <div className={classes.head}>
        <h3 className={classes.title}>{MEASURES[measure]}</h3>
        <span className={classes.note}>shaded: expected range, 95 %</span>
        {measures.length > 1 && (
          <SegmentedControl
            size="xs"
            className={classes.measures}
            aria-label="Measure"
            value={measure}
            data={measures.map((value) => ({ value, label: MEASURES[value] }))}
            onChange={(value) => onMeasure(measures.find((one) => one === value) ?? measure)}
          />
        )}
      </div>
      <Answer of={feed} failed="The expected range could not be loaded" height={HEIGHT + 22}>
        {() => (
          <BandChart
            label={`${MEASURES[measure]} per minute, and the expected range`}
            points={points}
            measure={measure}
            height={HEIGHT}
            span={{ from: began, to: last }}
            hrefOf={(start) => hrefOfRowsBehind(dataset, start, type, measure)}
          />
        )}
      </Answer>
    </section>
  )
}
