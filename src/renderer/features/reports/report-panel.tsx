import type { Dataset } from '@shared/model/dataset'
import { faultMessage } from '@shared/model/fault-message'
import type { WindowRow, WindowStart } from '@shared/model/window'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { hrefOf } from '../../state/route'
import { formatDay, formatMinute } from '../../ui/format/time'
import { Problem } from '../../ui/problem'
import { Answer } from '../../widgets/answer'
import { SidePanel } from '../../widgets/list-panel/side-panel'
import { CompareRevisions } from './compare-revisions'
import { ReportBody } from './report-body'
import { RevisionPicker } from './revision-picker'

interface ReportPanelProps {
  dataset: Dataset
  start: WindowStart
  /** The window's row in the list, if loaded: a new revision makes the panel load again. */
  row: WindowRow | null
}

export function ReportPanel({ dataset, start, row }: ReportPanelProps) {
  // Null: the newest revision.
  const [wanted, want] = useState<number | null>(null)
  const [against, setAgainst] = useState<number | null>(null)
  const answer = useAnswer(
    `${dataset.name} ${start} ${wanted}`,
    (api) => api.reports.get({ dataset: dataset.name, start, ...(wanted !== null && { revision: wanted }) }),
    row?.revision,
  )
  const kept = useAnswer(
    `revisions ${dataset.name} ${start}`,
    (api) => api.reanalysis.revisions({ dataset: dataset.name, start }),
    row?.revision,
  )
  const revisions = kept.state === 'live' ? kept.value : []
  const revision = answer.state === 'live' ? ` · revision ${answer.value.revision}` : ''
  return (
    <SidePanel
      about="report"
      title={`Report ${formatMinute(start)}`}
      subtitle={`${formatDay(start)}, UTC${revision}`}
      closeLabel="Close report"
      close={hrefOf('reports', dataset.name)}
    >
      {row?.fault && <Problem title="The next report is being retried" message={faultMessage(row.fault)} />}
      <Answer of={answer} failed="The report could not be loaded" height={360}>
        {(value) =>
          revisions.length > 1 && (
            <RevisionPicker
              revisions={revisions}
              shown={value.revision}
              onShow={want}
              against={against}
              onAgainst={setAgainst}
            />
          )
        }
      </Answer>
      {answer.state === 'live' &&
        (against === null ? (
          <ReportBody
            report={answer.value}
            superseded={answer.value.revision < (revisions[0]?.revision ?? row?.revision ?? 0)}
            dataset={dataset}
            readyMs={row && !row.filled ? row.reportReadyMs : null}
          />
        ) : (
          <CompareRevisions
            dataset={dataset}
            start={start}
            before={Math.min(against, answer.value.revision)}
            after={Math.max(against, answer.value.revision)}
          />
        ))}
    </SidePanel>
  )
}
