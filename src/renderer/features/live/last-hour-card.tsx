import { useElementSize } from '@mantine/hooks'
import type { Dataset } from '@shared/model/dataset'
import { Card } from '../../ui/card'
import { BandChoice } from '../../widgets/band/band-choice'
import { BandPlot } from '../../widgets/band/band-plot'
import { useBands } from '../../widgets/band/use-bands'
import classes from './last-hour-card.module.css'

const WINDOWS = 60
const LEAST_HEIGHT = 120
/** The line above the plot. */
const TOLD_HEIGHT = 22

/** The last hour by the minute: observed values are compared with their expected range window by window, not second by second. */
export function LastHourCard({ dataset }: { dataset: Dataset }) {
  const bands = useBands(dataset.name, { windows: WINDOWS, first: { measure: 'error-rate', type: null } })
  const { ref, height } = useElementSize()
  return (
    <Card
      about="per-minute"
      title="Per minute"
      subtitle="shaded: expected range, 95 %"
      aside={<BandChoice bands={bands} dataset={dataset} />}
    >
      <div ref={ref} className={classes.plot}>
        <BandPlot bands={bands} height={Math.max(LEAST_HEIGHT, height - TOLD_HEIGHT)} />
      </div>
    </Card>
  )
}
