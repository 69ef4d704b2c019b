import type { Dataset } from '@shared/model/dataset'
import type { Report, TypeFigures } from '@shared/model/report'

export type LabelledType = TypeFigures & { readonly label: string }

/** A report's types as screens list them: those the dataset names in its order, then the others by volume. */
export function reportTypes(report: Report, labels: Dataset['typeLabels']): LabelledType[] {
  const order = Object.keys(labels)
  const place = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length)
  return report.analysis.types
    .map((figures) => ({ ...figures, label: labels[figures.type] ?? figures.type }))
    .sort((a, b) => place(a.type) - place(b.type) || b.events - a.events || a.type.localeCompare(b.type))
}
