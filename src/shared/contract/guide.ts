import { eventIterator } from '@orpc/contract'
import { Guide } from '../model/guide'
import { base } from './base'

/** The welcome and the tour. */
export const guide = {
  feed: base.output(eventIterator(Guide)),
  /** What is left out keeps its value. */
  change: base.input(Guide.partial()).output(Guide),
}
