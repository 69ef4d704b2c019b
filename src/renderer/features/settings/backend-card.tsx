import { backendInUse } from '@shared/model/app'
import { isOfPipeline } from '@shared/model/service'
import type { Settings } from '@shared/model/settings'
import { useBackendSwitch } from '../../state/backend-switch'
import { BACKENDS } from '../../state/backends'
import { hrefOf } from '../../state/route'
import { countStandings } from '../../state/service-attention'
import { useServicesStatus } from '../../state/services-status'
import { Card } from '../../ui/card'
import { ScreenLink } from '../../ui/screen-link'
import { BackendChoices } from '../../widgets/backend/backend-choices'
import classes from './backend-card.module.css'
import { CopyData } from './copy-data'
import { DockerEncryption } from './docker-encryption'

const WORDS = {
  embedded: { meaning: 'Nothing to install. The log, schemas, store and objects live in the data directory.' },
  docker: { meaning: 'Kafka, Schema Registry, ClickHouse and MinIO in containers on this machine.' },
  external: { meaning: 'Your own Kafka, ClickHouse and S3.' },
}

interface BackendCardProps extends Pick<Settings, 'backend' | 'environment'> {
  /** Whether the port of the Docker backend's Kafka is encrypted. */
  encrypt: boolean
}

/** Where the stages run. Each backend keeps its own events and reports. */
export function BackendCard({ backend, environment, encrypt }: BackendCardProps) {
  const { target } = useBackendSwitch()
  return (
    <Card about="backend" title="Backend" subtitle="where the stages run" className={classes.card}>
      <BackendChoices label="Backend" current={backend} words={WORDS} />
      <p className={classes.note}>
        {target === null
          ? 'Switching restarts the stages. Each backend keeps its own events and reports, and they are there when you switch back.'
          : `Switching to ${BACKENDS[target].name}…`}
      </p>
      <ServicesNote />
      <p className={classes.services}>
        For External: name your clusters first.{' '}
        <ScreenLink href={hrefOf('environments')}>Go to Environments</ScreenLink>
      </p>
      <DockerEncryption encrypt={encrypt} />
      <CopyData here={backendInUse({ backend, environment })} />
    </Card>
  )
}

function ServicesNote() {
  const feed = useServicesStatus()
  if (feed.state !== 'live') return null
  const { engine } = feed.value
  const services = feed.value.services.filter(({ service }) => isOfPipeline(service))
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
