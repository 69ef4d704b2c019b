import type { Dataset } from '@shared/model/dataset'
import type { Report } from '@shared/model/report'
import { useState } from 'react'
import { Problem } from '../../ui/problem'
import { ReportBars } from '../../ui/report/report-bars'
import { ReportFigures } from '../../ui/report/report-figures'
import { reportTypes } from '../../ui/report/report-types'
import { ScrollText } from '../../ui/scroll-text'
import { Anomalies } from './anomalies'
import { ReportBands } from './report-bands'
import classes from './report-body.module.css'
import { ReportFiles } from './report-files'
import { ReportLedger } from './report-ledger'
import { TypesTable } from './types-table'

const BARS_HEIGHT = 230

interface ReportBodyProps {
  report: Report
  superseded: boolean
  dataset: Dataset
  readyMs: number | null
}

export function ReportBody({ report, superseded, dataset, readyMs }: ReportBodyProps) {
  const [asJson, setAsJson] = useState(false)
  const types = reportTypes(report, dataset.typeLabels)
  return (
    <div className={classes.body}>
      {report.incompleteReason !== null && <Problem title="Incomplete" message={report.incompleteReason} />}
      <ReportFigures report={report} readyMs={readyMs} />
      <Anomalies report={report} />
      <ReportFiles report={report} superseded={superseded} dataset={dataset} asJson={asJson} onAsJson={setAsJson} />
      {asJson ? (
        <ScrollText label="Report as JSON" text={JSON.stringify(report, null, 2)} lines="whole" />
      ) : (
        <>
          <ReportBars types={types} height={BARS_HEIGHT} />
          <TypesTable
            types={types}
            dataset={dataset.name}
            start={Date.parse(report.window.start)}
            latency={report.analysis.latency}
          />
          <ReportBands report={report} dataset={dataset} />
          <ReportLedger ledger={report.ledger} />
        </>
      )}
    </div>
  )
}
