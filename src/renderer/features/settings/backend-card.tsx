import type { Backend } from '@shared/model/app'
import type { Settings } from '@shared/model/settings'
import { useState } from 'react'
import { useBackendSwitch } from '../../state/backend-switch'
import { BACKENDS } from '../../state/backends'
import { hrefOf } from '../../state/route'
import { countStandings } from '../../state/service-attention'
import { useServicesStatus } from '../../state/services-status'
import { Card } from '../../ui/card'
import { type Choice, Choices } from '../../ui/choices'
import { ScreenLink } from '../../ui/screen-link'
import classes from './backend-card.module.css'

const CHOICES: readonly Choice<Backend>[] = [
  {
    value: 'embedded',
    title: BACKENDS.embedded.name,
    meaning: 'Nothing to install. The log, schemas, store and objects live in the data directory.',
    refused: null,
  },
  {
    value: 'docker',
    title: BACKENDS.docker.name,
    meaning: 'Kafka, Schema Registry, ClickHouse and MinIO in containers on this machine.',
    refused: null,
  },
  {
    value: 'external',
    title: BACKENDS.external.name,
    meaning: 'Your own Kafka, ClickHouse and S3.',
    refused: 'Not available in this version.',
  },
]

/** Where the stages run. Each backend keeps its own events and reports. */
export function BackendCard({ backend }: { backend: Settings['backend'] }) {
  const { target, change } = useBackendSwitch()
  const [problem, setProblem] = useState<string | null>(null)
  const choose = async (value: Backend) => {
    if (value !== 'external') setProblem(await change(value))
  }
  return (
    <Card about="backend" title="Backend" subtitle="where the stages run" className={classes.card}>
      <Choices
        label="Backend"
        choices={CHOICES}
        value={target ?? backend}
        disabled={target !== null}
        onChoose={(value) => void choose(value)}
      />
      {problem !== null && (
        <p className={classes.problem} role="alert">
          Not changed. {problem}
        </p>
      )}
      <p className={classes.note}>
        {target === null
          ? 'Switching restarts the stages. Each backend keeps its own events and reports, and they are there when you switch back.'
          : `Switching to ${BACKENDS[target].name}…`}
      </p>
      <ServicesNote />
    </Card>
  )
}

function ServicesNote() {
  const feed = useServicesStatus()
  if (feed.state !== 'live') return null
  const { engine, services } = feed.value
  const { healthy } = countStandings(services)
  const words =
    engine.state === 'connected'
      ? `${healthy} of ${services.length} services are healthy.`
      : 'no container engine is running.'
  return (
    <p className={classes.services}>
      For Docker: {words} <ScreenLink href={hrefOf('services')}>Go to Services</ScreenLink>
    </p>
  )
}
