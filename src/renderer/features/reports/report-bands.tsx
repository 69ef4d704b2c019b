import type { Dataset } from '@shared/model/dataset'
import type { Report } from '@shared/model/report'
import { BandChoice } from '../../widgets/band/band-choice'
import { BandPlot } from '../../widgets/band/band-plot'
import { useBands } from '../../widgets/band/use-bands'
import classes from './report-bands.module.css'

const WINDOWS = 60
const HEIGHT = 190

/** The windows up to this one, over their expected range; starts with the most unusual measure. */
export function ReportBands({ report, dataset }: { report: Report; dataset: Dataset }) {
  const start = Date.parse(report.window.start)
  const [worst] = report.anomalies
  const bands = useBands(dataset.name, {
    windows: WINDOWS,
    through: start,
    first: worst ? { measure: worst.measure, type: worst.type } : { measure: 'error-rate', type: null },
  })
  return (
    <section aria-label="Windows before this one">
      <div className={classes.head}>
        <h3 className={classes.title}>Up to this minute</h3>
        <span className={classes.note}>shaded: expected</span>
        <div className={classes.choice}>
          <BandChoice bands={bands} dataset={dataset} />
        </div>
      </div>
      <BandPlot bands={bands} height={HEIGHT} span={{ from: start, to: start }} />
    </section>
  )
}
