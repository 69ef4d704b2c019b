import { z } from 'zod'

/** The steps of the tour, in order. */
export const TourStep = z.enum([
  'break-checkout',
  'see-the-incident',
  'find-an-event',
  'follow-its-way',
  'analyse-again',
])
export type TourStep = z.infer<typeof TourStep>

export const FIRST_STEP: TourStep = 'break-checkout'

/** What a newcomer is shown, in every window of this data directory. */
export const Guide = z.object({
  /** Whether the welcome is shown: on the first start of a data directory, until it is closed. */
  welcome: z.boolean(),
  /** The current step of the tour; null while there is none. */
  tour: TourStep.nullable(),
})
export type Guide = z.infer<typeof Guide>
