import type { Anomaly } from '@shared/model/anomaly'
import type { Report, TypeFigures } from '@shared/model/report'
import type { ReportComparison } from '@shared/model/report-comparison'

const rate = (errors: number, events: number) => (events === 0 ? 0 : errors / events)

/** The differences between two revisions of a window's report. */
export function compareReports(before: Report, after: Report): ReportComparison {
  const [a, b] = [before.analysis, after.analysis]
  const names = [...new Set([...b.types, ...a.types].map(({ type }) => type))]
  return {
    before: { revision: before.revision, createdAt: before.createdAt },
    after: { revision: after.revision, createdAt: after.createdAt },
    events: { before: a.rows, after: b.rows },
    errors: { before: a.errors, after: b.errors },
    errorRate: { before: rate(a.errors, a.rows), after: rate(b.errors, b.rows) },
    types: names.map((type) => {
      const [one, other] = [a, b].map((analysis) => analysis.types.find((figures) => figures.type === type))
      return { type, ...pairs(one, other) }
    }),
    anomalies: compareAnomalies(before.anomalies, after.anomalies),
  }
}

function pairs(before: TypeFigures | undefined, after: TypeFigures | undefined) {
  const pair = (of: (figures: TypeFigures) => number) => ({
    before: before ? of(before) : 0,
    after: after ? of(after) : 0,
  })
  return {
    events: pair(({ events }) => events),
    errors: pair(({ errors }) => errors),
    errorRate: pair(({ errorRate }) => errorRate),
    p95: { before: before?.latency?.p95 ?? null, after: after?.latency?.p95 ?? null },
  }
}

function compareAnomalies(before: readonly Anomaly[], after: readonly Anomaly[]): ReportComparison['anomalies'] {
  const twin = (one: Anomaly, others: readonly Anomaly[]) =>
    others.find(({ type, measure }) => type === one.type && measure === one.measure)
  return {
    came: after.filter((one) => !twin(one, before)),
    went: before.filter((one) => !twin(one, after)),
    stayed: after.flatMap((one) => {
      const earlier = twin(one, before)
      return earlier ? [{ before: earlier, after: one }] : []
    }),
  }
}
