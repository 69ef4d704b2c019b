import type { BandPoint, Measure } from '@shared/model/anomaly'
import type { IncidentDetail } from '@shared/model/incident'

/**
 * The expected and observed values, with the incident's own windows marked: the detector does not know the user's limits, and it
 * may not mark each window of a problem that most types share. Expected ranges are kept for two days, an incident's windows
 * permanently: those fill in where the ranges are gone.
 */
export function incidentPoints(
  bands: readonly BandPoint[],
  { type, history }: Pick<IncidentDetail, 'type' | 'history'>,
  measure: Measure,
): BandPoint[] {
  const all = new Map(bands.map((point) => [point.start, point]))
  for (const { start, findings } of history) {
    const known = all.get(start)
    const of = findings.filter((finding) => finding.measure === measure)
    const own = of.find((finding) => finding.type === type)
    if (known && of.length > 0) all.set(start, { ...known, anomalous: true })
    else if (own) all.set(start, { start, observed: own.observed, expected: own.expected, anomalous: true })
  }
  return [...all.values()].sort((a, b) => a.start - b.start)
}
