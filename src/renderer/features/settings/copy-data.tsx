import { Button, Group, Modal } from '@mantine/core'
import { Backend } from '@shared/model/app'
import { type CopyJob, isUnfinished } from '@shared/model/copy'
import { useState } from 'react'
import { BACKENDS } from '../../state/backends'
import { useCommand } from '../../state/connection/use-command'
import { useFeed } from '../../state/connection/use-feed'
import { JobOffer } from '../../ui/job-offer'
import { Answer } from '../../widgets/answer'
import classes from './copy-data.module.css'
import { CopyResult } from './copy-result'

/** Copies all data of the current backend to another one, and shows what has become of it. */
export function CopyData({ backend, environment }: { backend: Backend; environment: string | null }) {
  const copies = useFeed('copies', (api, signal) => api.copy.feed(undefined, { signal }))
  return (
    <Answer of={copies} failed="The copies could not be loaded" height={56}>
      {(jobs) => {
        const isElsewhere = (job: CopyJob) => job.to === 'external' && job.environment !== environment
        const isOver = (job: CopyJob) => job.state === 'cancelled' && !isUnfinished(job)
        const shown = jobs.filter((job) => job.to !== backend && !isElsewhere(job) && !isOver(job))
        const isThere = (to: Backend) => to !== 'external' || environment !== null
        const isFree = (to: Backend) => to !== backend && isThere(to) && !shown.some((job) => job.to === to)
        const free = Backend.options.filter(isFree)
        return (
          <div className={classes.copies}>
            {shown.map((job) => (
              <CopyResult key={job.to} job={job} backend={backend} />
            ))}
            {free.length > 0 && <Offer targets={free} />}
          </div>
        )
      }}
    </Answer>
  )
}

function Offer({ targets }: { targets: readonly Backend[] }) {
  const command = useCommand()
  const [asked, setAsked] = useState<Backend | null>(null)
  const name = asked === null ? '' : BACKENDS[asked].name
  const start = (to: Backend) => {
    setAsked(null)
    void command('The copy was not started', (api) => api.copy.start({ to }))
  }
  return (
    <>
      <JobOffer
        label="Copy data"
        title="Copy data to another backend"
        note="Takes events, extracts, reports, dead letters and the ledger, and compares both sides at the end."
        buttons={targets.map((to) => (
          <Button key={to} variant="default" size="xs" onClick={() => setAsked(to)}>
            Copy data to {BACKENDS[to].name}…
          </Button>
        ))}
      />
      <Modal opened={asked !== null} onClose={() => setAsked(null)} title={`Copy all data to ${name}?`}>
        <div className={classes.dialog}>
          <p>
            The stages are stopped while data is copied. {name} must be empty. You can cancel and continue later; until
            the copy is finished or removed, {name} cannot be used.
          </p>
          <Group justify="flex-end" gap={10}>
            <Button variant="default" onClick={() => setAsked(null)}>
              Not now
            </Button>
            <Button onClick={() => asked !== null && start(asked)} data-autofocus>
              Copy data
            </Button>
          </Group>
        </div>
      </Modal>
    </>
  )
}
