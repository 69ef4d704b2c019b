import { assertNever } from '@shared/model/assert-never'
import { TourStep } from '@shared/model/guide'
import type { IncidentId } from '@shared/model/incident'
import type { Screen } from '@shared/model/screen'

/** What the tour sees of the real thing. */
export interface TourFacts {
  readonly screen: Screen
  readonly scenarioRuns: boolean
  /** An open incident, whether it is on screen or not. */
  readonly openIncident: IncidentId | null
  readonly shownIncident: IncidentId | null
  /** The failed rows of a window are listed. */
  readonly failedRows: boolean
  readonly trace: boolean
  /** An analysis of windows that was requested has finished. */
  readonly analysedAgain: boolean
}

/** Whether the step has really happened. */
export function isDone(step: TourStep, facts: TourFacts): boolean {
  switch (step) {
    case 'break-checkout':
      return facts.scenarioRuns
    case 'see-the-incident':
      return facts.shownIncident !== null
    case 'find-an-event':
      return facts.failedRows
    case 'follow-its-way':
      return facts.trace
    case 'analyse-again':
      return facts.analysedAgain
    default:
      return assertNever(step)
  }
}

/** The elements that are highlighted, by the name in `data-tour`. */
export type TourTarget =
  | 'to-scenarios'
  | 'start-checkout-errors'
  | 'to-incidents'
  | 'incidents'
  | 'failed-rows'
  | 'rows'
  | 'trace-report'
  | 'analyse-again'

/** What to use next; null while there is nothing to do but wait. */
export function targetOf(step: TourStep, facts: TourFacts): TourTarget | null {
  const { screen, openIncident, shownIncident, failedRows, trace } = facts
  switch (step) {
    case 'break-checkout':
      return screen === 'scenarios' ? 'start-checkout-errors' : 'to-scenarios'
    case 'see-the-incident':
      if (openIncident === null) return null
      return screen === 'incidents' ? 'incidents' : 'to-incidents'
    case 'find-an-event':
      if (shownIncident !== null) return 'failed-rows'
      return screen === 'incidents' ? 'incidents' : 'to-incidents'
    case 'follow-its-way':
      return failedRows ? 'rows' : null
    case 'analyse-again':
      if (screen === 'reports') return 'analyse-again'
      return trace ? 'trace-report' : null
    default:
      return assertNever(step)
  }
}

export function stepAfter(step: TourStep): TourStep | null {
  return TourStep.options[TourStep.options.indexOf(step) + 1] ?? null
}

export function stepBefore(step: TourStep): TourStep | null {
  return TourStep.options[TourStep.options.indexOf(step) - 1] ?? null
}
