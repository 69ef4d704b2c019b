import type { Dataset } from '@shared/model/dataset'
import type { Report, TypeFigures } from '@shared/model/report'

export type LabelledType = TypeFigures & { readonly label: string }

/** A report's types in screen order: those that the dataset lists, in its order, then the others by volume. */
export function reportTypes(report: Report, labels: Dataset['typeLabels']): LabelledType[] {
  const order = Object.keys(labels)
  const rankOf = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length)
  return report.analysis.types
    .map((figures) => ({ ...figures, label: labels[figures.type] ?? figures.type }))
    .sort((a, b) => rankOf(a.type) - rankOf(b.type) || b.events - a.events || a.type.localeCompare(b.type))
}
