import type { Dataset } from '@shared/model/dataset'
import type { Report } from '@shared/model/report'
import type { WindowRow } from '@shared/model/window'
import { useFeed } from '../../state/connection/use-feed'
import { hrefOf } from '../../state/route'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { formatDay, formatMinute } from '../../ui/format/time'
import { Problem } from '../../ui/problem'
import { ReportBars } from '../../ui/report/report-bars'
import { ReportFigures } from '../../ui/report/report-figures'
import { reportTypes } from '../../ui/report/report-types'
import { ScreenLink } from '../../ui/screen-link'
import { Answer } from '../../widgets/answer'
import classes from './latest-report.module.css'

const BARS_HEIGHT = 192

export function LatestReport({ dataset, windows }: { dataset: Dataset; windows: readonly WindowRow[] }) {
  const feed = useFeed(`latest ${dataset.name}`, (api, signal) =>
    api.reports.latest({ dataset: dataset.name }, { signal }),
  )
  const report = feed.state === 'live' ? feed.value : null
  const start = report && Date.parse(report.window.start)
  return (
    <Card
      about="latest-report"
      title={start === null ? 'Latest report' : `Report ${formatMinute(start)}`}
      subtitle={start === null ? undefined : `${formatDay(start)}, UTC`}
      aside={
        <ScreenLink href={hrefOf('reports', dataset.name, start)}>
          {start === null ? 'All reports' : 'Open report'}
        </ScreenLink>
      }
    >
      <Answer of={feed} failed="The latest report could not be loaded" height={260}>
        {(latest) =>
          latest === null ? (
            <EmptyState title="No report yet">The first one comes two seconds after the first whole minute.</EmptyState>
          ) : (
            <Body report={latest} dataset={dataset} readyMs={readyMsOf(windows, start)} />
          )
        }
      </Answer>
    </Card>
  )
}

function Body({ report, dataset, readyMs }: { report: Report; dataset: Dataset; readyMs: number | null }) {
  return (
    <div className={classes.body}>
      {report.incompleteReason !== null && <Problem title="Incomplete" message={report.incompleteReason} />}
      <ReportFigures report={report} readyMs={readyMs} />
      <ReportBars types={reportTypes(report, dataset.typeLabels)} height={BARS_HEIGHT} />
    </div>
  )
}

function readyMsOf(windows: readonly WindowRow[], start: number | null): number | null {
  const row = windows.find((window) => window.start === start)
  return row && !row.filled ? row.reportReadyMs : null
}
