import { formatDuration } from '@shared/model/duration'
import type { Report } from '@shared/model/report'
import { Figures } from '../figures'
import { formatCount, formatPercent } from '../format/numbers'

/** The totals of a report. `readyMs`: from the window's end (live) or closing (replay) to its first report, if known. */
export function ReportFigures({ report, readyMs }: { report: Report; readyMs: number | null }) {
  const { rows, errors, seconds } = report.analysis
  return (
    <Figures
      figures={[
        { value: formatCount(rows), name: rows === 1 ? 'event' : 'events' },
        { value: formatCount(errors), name: errors === 1 ? 'error' : 'errors' },
        { value: rows === 0 ? '–' : formatPercent(errors / rows), name: 'error rate' },
        { value: formatDuration(seconds * 1_000), name: 'analysis' },
        ...(readyMs === null ? [] : [{ value: formatDuration(readyMs), name: 'to report' }]),
      ]}
    />
  )
}
