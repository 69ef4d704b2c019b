import { isAlarm } from '@shared/model/alarm'
import { useReducedFeed } from '../../state/connection/use-feed'
import { useIncidents } from '../../state/incidents'
import type { Route } from '../../state/route'
import { useScenarios } from '../../state/scenarios'
import type { TourFacts } from './tour-facts'

export function useTourFacts({ screen, incident, rows }: Route): TourFacts {
  const { run } = useScenarios()
  const incidents = useIncidents()
  const analysedAgain = useAnalysedAgain()
  const open = incidents.state === 'live' ? incidents.value.open : []
  return {
    screen,
    scenarioRuns: run.state === 'live' && run.value !== null && run.value.state !== 'over',
    openIncident: open.find((incident) => !isAlarm(incident))?.id ?? null,
    shownIncident: incident,
    failedRows: screen === 'events' && rows.errorsOnly,
    trace: screen === 'events' && rows.place !== null,
    analysedAgain,
  }
}

/** Only an analysis that ends while this step is shown counts: an earlier one is the feed's first item. Each step has its own feed. */
function useAnalysedAgain(): boolean {
  const feed = useReducedFeed<{ startedAt: number; state: string } | null, { first: string; done: boolean }>(
    'analysed again',
    (api, signal) => api.reanalysis.feed(undefined, { signal }),
    (before, job) => {
      const now = JSON.stringify(job && [job.startedAt, job.state])
      const first = before?.first ?? now
      return { first, done: now !== first && job?.state === 'done' }
    },
  )
  return feed.state === 'live' && feed.value.done
}
