import { Button, Modal } from '@mantine/core'
import { FIRST_STEP } from '@shared/model/guide'
import { IconArrowRight } from '@tabler/icons-react'
import { useGuide } from '../../state/guide'
import { HistoryOffer } from '../../widgets/history/history-offer'
import { ChooseBackend } from './choose-backend'
import classes from './welcome.module.css'

/** The first screen of a new data directory: where to run, history for the detector, and the tour. */
export function Welcome() {
  const { showWelcome, goToStep } = useGuide()
  return (
    <Modal opened onClose={() => showWelcome(false)} title="Welcome to Millrace" size={880} closeOnClickOutside={false}>
      <div className={classes.body}>
        <p className={classes.about}>
          Events flow from a source through a log into a store. Every minute is extracted, analysed and reported, and
          proven complete. Millrace is already running, with a simulated shop as the source.
        </p>
        <section aria-labelledby="welcome-run">
          <h3 id="welcome-run" className={classes.step}>
            1. Choose how to run
          </h3>
          <ChooseBackend />
        </section>
        <section aria-labelledby="welcome-history">
          <h3 id="welcome-history" className={classes.step}>
            2. Give the detector a past
          </h3>
          <div className={classes.box}>
            <HistoryOffer />
          </div>
        </section>
        <section aria-labelledby="welcome-tour">
          <h3 id="welcome-tour" className={classes.step}>
            3. Break something
          </h3>
          <p className={classes.about}>
            A tour of five steps: break checkout, see the incident, find a failed event, follow its trace, analyse the
            minute again. You can leave it at any time. Help has the tour and this page.
          </p>
        </section>
        <div className={classes.foot}>
          <Button variant="default" onClick={() => showWelcome(false)}>
            Skip
          </Button>
          <Button
            rightSection={<IconArrowRight size={15} aria-hidden />}
            onClick={() => goToStep(FIRST_STEP)}
            data-autofocus
          >
            Start the tour
          </Button>
        </div>
      </div>
    </Modal>
  )
}
