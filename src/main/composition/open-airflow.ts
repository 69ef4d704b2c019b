import { airflowWorkflow } from '@main/adapters/airflow/airflow-workflow'
import type { AirflowControl } from '@main/api/context'
import { addressOf, type RunningServices, requireUp } from '@main/backends/docker/running-services'
import type { Secrets } from '@main/ports/secrets'
import type { Workflow } from '@main/ports/workflow'
import { createFeed, type Feed } from '@main/signals/feed'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { AirflowLogin } from '@shared/model/airflow'
import { type Fault, FaultError } from '@shared/model/fault'
import type { AirflowPlace, AirflowSettings } from '@shared/model/settings'
import { z } from 'zod'

export const AIRFLOW_SECRETS = 'airflow-secrets.json'
/** The port of Airflow's API server inside its container. */
const API_SERVER = 8080

interface AirflowOptions {
  /** The file with the login for an Airflow of the user's own. */
  readonly sealed: Secrets
  readonly settings: () => AirflowSettings
  /** Where Airflow in Docker runs. */
  readonly services: RunningServices
  readonly cutOff: Feed<Fault | null>
}

/** Airflow of the user's own, at the address of the settings and with the saved login; or in Docker, with those of the compose file. */
export function openAirflow({ sealed, settings, services, cutOff }: AirflowOptions): AirflowControl {
  const changes = createFeed(0)
  const inTurn = oneAtATime()
  let opened: { readonly key: string; readonly workflow: Workflow } | null = null

  const savedLogin = async (): Promise<AirflowLogin | null> => {
    const values = await sealed.read()
    if (Object.keys(values).length === 0) return null
    const parsed = AirflowLogin.safeParse(values)
    if (parsed.success) return parsed.data
    throw new FaultError({
      code: 'secrets-closed',
      file: AIRFLOW_SECRETS,
      reason: `it holds no login (${z.prettifyError(parsed.error)})`,
    })
  }
  /** `place` is that of the address: the settings may name another one before a request is sent. */
  const loginAt = async (place: AirflowPlace): Promise<AirflowLogin | null> => {
    if (place === 'own') return savedLogin()
    const { AIRFLOW_USER: user = '', AIRFLOW_PASSWORD: password = '' } = services.values()
    return { user, password }
  }
  const address = () => {
    const { place, url, dagId } = settings()
    return { dagId, url: place === 'own' ? url : `http://${addressOf(services, 'scheduler', API_SERVER)}` }
  }
  return {
    changes,
    cutOff,
    address,
    async loginKind() {
      const kept = await loginAt(settings().place).catch(() => null)
      return kept === null ? 'none' : 'token' in kept ? 'token' : 'password'
    },
    setLogin: (value) =>
      inTurn(async () => {
        await sealed.write(value ?? {})
        opened = null
        changes.publish(changes.value + 1)
      }),
    workflow() {
      const { place } = settings()
      if (place === 'managed') requireUp(services, 'scheduler')
      const at = address()
      const key = JSON.stringify([place, at])
      if (opened?.key !== key) opened = { key, workflow: airflowWorkflow(at, () => loginAt(place)) }
      return opened.workflow
    },
  }
}
