import { useAnswer } from '../../state/connection/use-answer'
import { usePipelineStatus } from '../../state/pipeline-status'
import { useServicesStatus } from '../../state/services-status'
import { BackendChoices } from '../../widgets/backend/backend-choices'
import { dockerFound, embeddedFound } from './backend-found-words'

/** Where the stages run: what each backend needs, and what is found on this machine. */
export function ChooseBackend() {
  const info = useAnswer('info', (api) => api.app.info())
  const services = useServicesStatus()
  const pipeline = usePipelineStatus()
  const running = info.state === 'live' ? info.value.backend : null
  const store = pipeline.state === 'live' ? pipeline.value.stages.find(({ id }) => id === 'store') : undefined
  const engine = services.state === 'live' ? services.value.engine : null
  return (
    <BackendChoices
      label="How to run"
      current={running}
      words={{
        embedded: {
          meaning: 'Needs nothing. Everything runs inside Millrace and stays in its data directory.',
          found: running === 'embedded' ? embeddedFound(store?.state ?? null) : null,
        },
        docker: {
          meaning: 'Needs Docker or Podman. Kafka, Schema Registry, ClickHouse and MinIO run in containers here.',
          found: dockerFound(engine),
        },
        external: { meaning: 'Your own Kafka, ClickHouse and S3: add them on the Environments screen.' },
      }}
    />
  )
}
