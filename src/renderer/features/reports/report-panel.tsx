import { Skeleton } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import type { WindowRow, WindowStart } from '@shared/model/window'
import { useAnswer } from '../../app/connection/use-answer'
import { hrefOf } from '../../app/route'
import { formatDay, formatMinute } from '../../ui/format/time'
import { SidePanel } from '../../ui/list-panel/side-panel'
import { Problem } from '../../ui/problem'
import { ReportBody } from './report-body'

interface ReportPanelProps {
  dataset: Dataset
  start: WindowStart
  /** The window in the list, where it is known: its next revision makes the panel read again. */
  row: WindowRow | null
}

export function ReportPanel({ dataset, start, row }: ReportPanelProps) {
  const answer = useAnswer(
    `${dataset.name} ${start}`,
    (api) => api.reports.get({ dataset: dataset.name, start }),
    row?.revision,
  )
  const revision = answer.state === 'live' ? ` · revision ${answer.value.revision}` : ''
  return (
    <SidePanel
      title={`Report ${formatMinute(start)}`}
      subtitle={`${formatDay(start)}, UTC${revision}`}
      closeLabel="Close report"
      close={hrefOf('reports', dataset.name)}
    >
      {answer.state === 'loading' && <Skeleton h={360} />}
      {answer.state === 'failed' && <Problem title="There is nothing to show" message={answer.message} />}
      {answer.state === 'live' && (
        <ReportBody report={answer.value} dataset={dataset} readyMs={row && !row.filled ? row.reportReadyMs : null} />
      )}
    </SidePanel>
  )
}
