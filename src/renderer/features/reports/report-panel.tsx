import { ActionIcon, Skeleton } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import type { WindowRow, WindowStart } from '@shared/model/window'
import { IconX } from '@tabler/icons-react'
import { useAnswer } from '../../app/connection/use-answer'
import { hrefOf } from '../../app/route'
import { Card } from '../../ui/card'
import { formatDay, formatMinute } from '../../ui/format/time'
import { Problem } from '../../ui/problem'
import { ReportBody } from './report-body'
import classes from './report-panel.module.css'

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
    <Card
      title={`Report ${formatMinute(start)}`}
      subtitle={`${formatDay(start)}, UTC${revision}`}
      className={classes.panel}
      aside={
        <ActionIcon
          component="a"
          href={hrefOf('reports', dataset.name)}
          variant="subtle"
          className={classes.close}
          aria-label="Close report"
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      }
    >
      {answer.state === 'loading' && <Skeleton h={360} />}
      {answer.state === 'failed' && <Problem title="There is nothing to show" message={answer.message} />}
      {answer.state === 'live' && (
        <ReportBody report={answer.value} dataset={dataset} readyMs={row && !row.filled ? row.reportReadyMs : null} />
      )}
    </Card>
  )
}
