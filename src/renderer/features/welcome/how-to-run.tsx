import type { Backend } from '@shared/model/app'
import { useState } from 'react'
import { useBackendSwitch } from '../../state/backend-switch'
import { BACKENDS } from '../../state/backends'
import { useAnswer } from '../../state/connection/use-answer'
import { usePipelineStatus } from '../../state/pipeline-status'
import { useServicesStatus } from '../../state/services-status'
import { type Choice, Choices } from '../../ui/choices'
import { dockerFound, embeddedFound } from './found-words'
import classes from './how-to-run.module.css'

/** Where the stages run: what each backend needs, and what is found on this machine. */
export function HowToRun() {
  const info = useAnswer('info', (api) => api.app.info())
  const { target, change } = useBackendSwitch()
  const [problem, setProblem] = useState<string | null>(null)
  const services = useServicesStatus()
  const pipeline = usePipelineStatus()
  const running = info.state === 'live' ? info.value.backend : null
  const store = pipeline.state === 'live' ? pipeline.value.stages.find(({ id }) => id === 'store') : undefined
  const engine = services.state === 'live' ? services.value.engine : null

  const choices: readonly Choice<Backend>[] = [
    {
      value: 'embedded',
      title: BACKENDS.embedded.name,
      meaning: 'Needs nothing. Everything runs inside Millrace and stays in its data directory.',
      found: running === 'embedded' ? embeddedFound(store?.state ?? null) : null,
      refused: null,
    },
    {
      value: 'docker',
      title: BACKENDS.docker.name,
      meaning: 'Needs Docker or Podman. Kafka, Schema Registry, ClickHouse and MinIO run in containers here.',
      found: dockerFound(engine),
      refused: null,
    },
    {
      value: 'external',
      title: BACKENDS.external.name,
      meaning: 'Needs your own Kafka, ClickHouse and S3.',
      refused: 'Not available in this version.',
    },
  ]
  const choose = async (value: Backend) => {
    if (value !== 'external') setProblem(await change(value))
  }
  return (
    <>
      <Choices
        label="How to run"
        choices={choices}
        value={target ?? running ?? ''}
        disabled={target !== null || running === null}
        onChoose={(value) => void choose(value)}
      />
      {problem !== null && (
        <p className={classes.problem} role="alert">
          Not changed. {problem}
        </p>
      )}
    </>
  )
}
