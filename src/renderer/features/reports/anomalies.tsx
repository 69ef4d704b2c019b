import type { Anomaly } from '@shared/model/anomaly'
import type { DatasetName } from '@shared/model/dataset'
import type { Report } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'
import { hrefOfRowsBehind } from '../../state/route'
import { formatChance } from '../../ui/format/chance'
import { formatExpected, formatMeasured } from '../../ui/format/measure'
import { formatDay, formatMinute } from '../../ui/format/time'
import { ScreenLink } from '../../ui/screen-link'
import { affectedWords } from './affected-words'
import classes from './anomalies.module.css'

/** The anomalies of a report's window, or why there are none. */
export function Anomalies({ report }: { report: Report }) {
  const { anomalies, detection, dataset } = report
  const start = Date.parse(report.window.start)
  return (
    <section aria-label="Anomalies">
      {anomalies.length === 0 ? (
        <p className={classes.none}>
          {detection.state === 'watching' && <strong>No anomalies. </strong>}
          {detection.note}
        </p>
      ) : (
        <ul className={classes.list}>
          {anomalies.map((anomaly) => (
            <Item key={`${anomaly.type} ${anomaly.measure}`} anomaly={anomaly} dataset={dataset} start={start} />
          ))}
        </ul>
      )}
    </section>
  )
}

interface ItemProps {
  anomaly: Anomaly
  dataset: DatasetName
  start: WindowStart
}

function Item({ anomaly, dataset, start }: ItemProps) {
  const { type, measure, observed, observedRange, expected, touched, errorCodesThatGrew, sentence } = anomaly
  return (
    <li className={classes.item}>
      <p className={classes.sentence}>{sentence}</p>
      <dl className={classes.facts}>
        <dt>Observed</dt>
        <dd>
          <strong>{formatMeasured(measure, observed)}</strong>
          {observedRange && `, true rate within ${formatExpected(measure, { value: observed, ...observedRange })}`}
        </dd>
        <dt>Expected</dt>
        <dd>{formatExpected(measure, expected)} in 95 of 100 windows</dd>
        <dt>Chance</dt>
        <dd>a window like this comes {formatChance(anomaly.pValue)}</dd>
        <dt>Since</dt>
        <dd>{sinceWords(anomaly, start)}</dd>
        {touched && (
          <>
            <dt>Affected</dt>
            <dd>{affectedWords(touched, measure)}</dd>
          </>
        )}
        {errorCodesThatGrew.length > 0 && (
          <>
            <dt>Rising error codes</dt>
            <dd>{errorCodesThatGrew.join(', ')}</dd>
          </>
        )}
      </dl>
      <ScreenLink href={hrefOfRowsBehind(dataset, start, type, measure)}>Show rows</ScreenLink>
    </li>
  )
}

function sinceWords({ since, shape }: Anomaly, start: WindowStart): string {
  if (since === start) return `${formatMinute(start)}, this minute`
  const day = formatDay(since) === formatDay(start) ? '' : `${formatDay(since)} `
  return `${day}${formatMinute(since)}${shape === 'drift' ? ', a little in every window' : ''}`
}
