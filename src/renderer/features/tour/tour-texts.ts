import type { TourStep } from '@shared/model/guide'

/** What each step is about, and what to do. */
export const TOUR_TEXTS: Record<TourStep, { readonly title: string; readonly text: string }> = {
  'break-checkout': {
    title: 'Break checkout',
    text: 'A scenario disturbs the simulator on purpose. Open Scenarios and start “Error burst”: for ten minutes, 15\u00a0% of all checkouts fail.',
  },
  'see-the-incident': {
    title: 'See the incident',
    text: 'Each minute is judged when it is over. Checkout fails more often than chance explains, so an incident opens. Open it.',
  },
  'find-an-event': {
    title: 'Find one failed event',
    text: 'The incident lists its windows. Under “Show rows”, open the failed events behind the first one.',
  },
  'follow-its-way': {
    title: 'Follow its trace',
    text: 'These are stored rows, each with its position in the log. Choose a failed one to see its trace through the pipeline.',
  },
  'analyse-again': {
    title: 'Analyse again',
    text: 'Nothing is lost, so every report can be made again. Open the report of this event, choose “Analyse again…” and start it.',
  },
}
