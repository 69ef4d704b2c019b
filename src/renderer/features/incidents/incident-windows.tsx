import { VisuallyHidden } from '@mantine/core'
import type { IncidentDetail } from '@shared/model/incident'
import { hrefOf, hrefOfRowsBehind } from '../../state/route'
import { formatMeasured, MEASURES } from '../../ui/format/measure'
import { formatCount } from '../../ui/format/numbers'
import { formatDay, formatMinute } from '../../ui/format/time'
import { ScreenLink } from '../../ui/screen-link'
import classes from './incident-windows.module.css'
import { expectedWords } from './incident-words'

/** The incident's anomalous windows, newest first. */
export function IncidentWindows({ incident }: { incident: IncidentDetail }) {
  const { dataset, history, windows, measures, cause } = incident
  const title = cause.kind === 'threshold' ? 'Windows beyond the limit' : 'Anomalous windows'
  const several = measures.length > 1 || incident.type === null
  const rows = [...history].reverse().flatMap((window) => window.findings.map((finding) => ({ window, finding })))
  return (
    <section aria-label={title}>
      <h3 className={classes.title}>{title}</h3>
      <div className={classes.scroll} data-tour="failed-rows">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Minute</th>
              {several && <th scope="col">What</th>}
              <th scope="col">Observed</th>
              <th scope="col">{cause.kind === 'threshold' ? 'Allowed' : 'Expected'}</th>
              <th scope="col">Codes</th>
              <th scope="col" data-number>
                Show rows
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ window: { start }, finding }) => (
              <tr key={`${start} ${finding.measure} ${finding.type}`}>
                <td title={formatDay(start)}>
                  <ScreenLink href={hrefOf('reports', dataset, start)}>{formatMinute(start)}</ScreenLink>
                </td>
                {several && (
                  <td>
                    {incident.type === null && finding.type !== null ? `${finding.type}, ` : ''}
                    {MEASURES[finding.measure].toLowerCase()}
                  </td>
                )}
                <td className={classes.observed}>{formatMeasured(finding.measure, finding.observed)}</td>
                <td>{expectedWords(finding)}</td>
                <td>{finding.errorCodes.join(', ')}</td>
                <td data-number>
                  <ScreenLink href={hrefOfRowsBehind(dataset, start, finding.type, finding.measure)}>
                    <VisuallyHidden>Show rows: </VisuallyHidden>
                    {finding.touched ? formatCount(finding.touched.events) : 'rows'}
                  </ScreenLink>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {windows > history.length && (
        <p className={classes.note}>
          The newest {history.length} of {formatCount(windows)}.
        </p>
      )}
    </section>
  )
}
