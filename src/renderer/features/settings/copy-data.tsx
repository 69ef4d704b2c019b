import { Button, Group, Modal } from '@mantine/core'
import { type ChosenBackend, isSameBackend } from '@shared/model/app'
import { type CopyJob, isUnfinished, targetOf } from '@shared/model/copy'
import type { SavedEnvironment } from '@shared/model/environment'
import { useState } from 'react'
import { nameOfBackend } from '../../state/backends'
import { useCommand } from '../../state/connection/use-command'
import { useFeed } from '../../state/connection/use-feed'
import { JobOffer } from '../../ui/job-offer'
import { Answer } from '../../widgets/answer'
import classes from './copy-data.module.css'
import { CopyResult } from './copy-result'

/** Copies all data of the current backend to another one, and shows what has become of it. */
export function CopyData({ here }: { here: ChosenBackend }) {
  const copies = useFeed('copies', (api, signal) => api.copy.feed(undefined, { signal }))
  const environments = useFeed('environments', (api, signal) => api.environments.feed(undefined, { signal }))
  return (
    <Answer of={copies} failed="The copies could not be loaded" height={56}>
      {(jobs) => {
        const isOver = (job: CopyJob) => job.state === 'cancelled' && !isUnfinished(job)
        const shown = jobs.filter((job) => !isSameBackend(targetOf(job), here) && !isOver(job))
        const isFree = (to: ChosenBackend) =>
          to.backend !== here.backend && !shown.some((job) => isSameBackend(targetOf(job), to))
        const free = targetsIn(environments.state === 'live' ? environments.value : []).filter(isFree)
        return (
          <div className={classes.copies}>
            {shown.map((job) => (
              <CopyResult key={keyOf(targetOf(job))} job={job} here={here} />
            ))}
            {free.length > 0 && <Offer targets={free} />}
          </div>
        )
      }}
    </Answer>
  )
}

/** An environment can have the name of a backend. */
function keyOf({ backend, environment }: ChosenBackend): string {
  return `${backend} ${environment ?? ''}`
}

/** Nothing can be written to a read-only environment. */
function targetsIn(saved: readonly SavedEnvironment[]): ChosenBackend[] {
  const writable = saved.filter(({ environment }) => !environment.readOnly)
  return [
    { backend: 'embedded', environment: null },
    { backend: 'docker', environment: null },
    ...writable.map(({ environment }) => ({ backend: 'external' as const, environment: environment.name })),
  ]
}

function Offer({ targets }: { targets: readonly ChosenBackend[] }) {
  const command = useCommand()
  const [asked, setAsked] = useState<ChosenBackend | null>(null)
  const name = asked === null ? '' : nameOfBackend(asked)
  const start = (to: ChosenBackend) => {
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
          <Button key={keyOf(to)} variant="default" size="xs" onClick={() => setAsked(to)}>
            Copy data to {nameOfBackend(to)}…
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
