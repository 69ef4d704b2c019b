import { Button } from '@mantine/core'
import type { EventTrace } from '@shared/model/event-trace'
import {
  type Icon,
  IconDatabase,
  IconDownload,
  IconMailX,
  IconPackage,
  IconReportAnalytics,
  IconStack2,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { hrefOf } from '../../state/route'
import { saveFile } from '../../ui/save-file'
import { ScreenLink } from '../../ui/screen-link'
import { downloadExtract } from '../../widgets/download-extract'
import classes from './trace-diagram.module.css'
import { extractWords, logWords, reportWords, storeWords } from './trace-words'

/** The stages that an event has passed, in order. */
export function TraceDiagram({ trace }: { trace: EventTrace }) {
  const { dataset, window, deadLetter, row, log, extract, reports } = trace
  const report = reports[0]
  return (
    <ol className={classes.trace} aria-label="Trace of the event">
      <Station title="Log" Icon={IconStack2} reached={log !== null} alarming={log?.intact === false}>
        <strong>
          Partition {trace.place.partition}, offset {trace.place.offset}
        </strong>
        {logWords(trace)}
      </Station>
      {deadLetter ? (
        <Station title="Dead letters" Icon={IconMailX} reached alarming>
          <strong className={classes.reason}>{deadLetter.reason}</strong>
          <ScreenLink href={hrefOf('dead-letters', dataset)}>All dead letters of this dataset</ScreenLink>
        </Station>
      ) : (
        <>
          <Station title="Store" Icon={IconDatabase} reached={row !== null}>
            <strong>{row ? `One row in table ${dataset}` : 'No row'}</strong>
            {storeWords(trace)}
          </Station>
          <Station title="Extract" Icon={IconPackage} reached={extract !== null && extract.row !== null}>
            <strong className={classes.object}>
              {extract ? `${extract.bucket}/${extract.key}` : 'No Parquet object'}
            </strong>
            {extractWords(trace)}
            {extract && window !== null && <SaveExtract trace={trace} />}
          </Station>
          <Station title="Report" Icon={IconReportAnalytics} reached={reports.some(({ counted }) => counted)}>
            <strong className={classes.object}>{report ? `${report.bucket}/${report.key}` : 'No report'}</strong>
            {reportWords(trace)}
            {report && window !== null && (
              <span data-tour="trace-report">
                <ScreenLink href={hrefOf('reports', dataset, window)}>Open the report</ScreenLink>
              </span>
            )}
          </Station>
        </>
      )}
    </ol>
  )
}

interface StationProps {
  title: string
  Icon: Icon
  reached: boolean
  alarming?: boolean
  children: ReactNode
}

function Station({ title, Icon, reached, alarming = false, children }: StationProps) {
  return (
    <li className={classes.stage} data-reached={reached || undefined} data-alarming={alarming || undefined}>
      <span className={classes.mark}>
        <Icon size={16} stroke={1.8} aria-hidden />
      </span>
      <div className={classes.words}>
        <span className={classes.name}>{title}</span>
        {children}
      </div>
    </li>
  )
}

function SaveExtract({ trace: { dataset, window } }: { trace: EventTrace }) {
  const command = useCommand()
  const save = async () => {
    if (window === null) return
    const file = await command('The extract could not be saved', (api) => downloadExtract(api, dataset, window))
    if (file) saveFile(file)
  }
  return (
    <Button
      variant="default"
      size="compact-xs"
      className={classes.save}
      leftSection={<IconDownload size={13} aria-hidden />}
      onClick={() => void save()}
    >
      Download the extract
    </Button>
  )
}
