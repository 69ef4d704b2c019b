import type { BandPoint, Measure } from '@shared/model/anomaly'
import type { IncidentDetail } from '@shared/model/incident'

/**
 * What was expected and observed, with the incident's own windows marked: the detector knows nothing of limits of one's own, and what
 * most types show at once it may not find in all of them together. Bands are kept for two days, an incident's windows for good: those
 * stand in where the bands are gone.
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
