import { Button, CloseButton } from '@mantine/core'
import { TourStep } from '@shared/model/guide'
import { useEffect, useRef, useState } from 'react'
import { useGuide } from '../../state/guide'
import type { Route } from '../../state/route'
import { HistoryOffer } from '../../widgets/history/history-offer'
import classes from './tour.module.css'
import { isDone, stepAfter, stepBefore, targetOf } from './tour-facts'
import { TOUR_TEXTS } from './tour-texts'
import { useTourFacts } from './use-tour-facts'
import { WaitForMinute } from './wait-for-minute'

/** One step of the tour: what to do, with the element highlighted; it moves on when that really happened. */
export function Tour({ step, route }: { step: TourStep; route: Route }) {
  const { goToStep } = useGuide()
  const facts = useTourFacts(route)
  const done = isDone(step, facts)
  const next = stepAfter(step)
  const before = stepBefore(step)
  const [over, setOver] = useState(false)
  useHighlight(over ? null : targetOf(step, facts))

  // After Back the fact may hold already: then the user decides when to move on.
  const pending = useRef(!done)
  useEffect(() => {
    if (!done) pending.current = true
    else if (pending.current) {
      pending.current = false
      if (next) goToStep(next)
      else setOver(true)
    }
  }, [done, next, goToStep])

  const { title, text } = TOUR_TEXTS[step]
  const number = TourStep.options.indexOf(step) + 1
  return (
    <section className={classes.tour} aria-label="Tour">
      <div className={classes.head}>
        <span className={classes.count}>{over ? 'The end' : `Step ${number} of ${TourStep.options.length}`}</span>
        <CloseButton size="sm" aria-label="Close the tour" onClick={() => goToStep(null)} />
      </div>
      <div aria-live="polite">
        <h2 className={classes.title}>{over ? 'You have finished the tour' : title}</h2>
        <p className={classes.text}>{over ? END : text}</p>
        {step === 'see-the-incident' && facts.openIncident === null && <WaitForMinute />}
      </div>
      {(step === 'break-checkout' || (step === 'see-the-incident' && facts.openIncident === null)) && (
        <div className={classes.history}>
          <HistoryOffer />
        </div>
      )}
      <div className={classes.foot}>
        {before && !over && (
          <Button variant="default" size="xs" onClick={() => goToStep(before)}>
            Back
          </Button>
        )}
        {over ? (
          <Button size="xs" onClick={() => goToStep(null)}>
            Finish
          </Button>
        ) : (
          <>
            <Button
              variant="transparent"
              size="xs"
              px={before ? 8 : 0}
              className={classes.skip ?? ''}
              onClick={() => goToStep(null)}
            >
              Skip the tour
            </Button>
            {done && next && (
              <Button size="xs" onClick={() => goToStep(next)}>
                Next
              </Button>
            )}
          </>
        )}
      </div>
    </section>
  )
}

const END =
  'You broke the shop, saw it detected, and followed one event from the log to its report and to a new revision. The scenario ends by itself. To take the tour again, open Help.'

/** Marks the root, for which the style sheet highlights the element of that name as soon as it is on the page. */
function useHighlight(target: string | null): void {
  useEffect(() => {
    const { dataset } = document.documentElement
    if (target === null) return
    dataset.tourAt = target
    document.querySelector(`[data-tour='${target}']`)?.scrollIntoView({ block: 'nearest' })
    return () => {
      delete dataset.tourAt
    }
  }, [target])
}
