import { eventIterator } from '@orpc/contract'
import { ScaleMeasurements } from '../model/scale-plan'
import { base } from './base'

/** What the pipeline has measured of itself, for planning. */
export const scale = {
  measured: base.output(eventIterator(ScaleMeasurements)),
}
