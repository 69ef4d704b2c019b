import { airflowWorkflow } from '@main/adapters/airflow/airflow-workflow'
import type { AirflowControl } from '@main/api/context'
import type { Secrets } from '@main/ports/secrets'
import type { Workflow } from '@main/ports/workflow'
import { createFeed } from '@main/signals/feed'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import { AirflowLogin } from '@shared/model/airflow'
import { FaultError } from '@shared/model/fault'
import type { AirflowSettings } from '@shared/model/settings'
import { z } from 'zod'

export const AIRFLOW_SECRETS = 'airflow-secrets.json'

/** The login for Airflow, kept in a file of its own, and Airflow at the address of the settings. */
export function openAirflow(sealed: Secrets, settings: () => AirflowSettings): AirflowControl {
  const changes = createFeed(0)
  const inTurn = oneAtATime()
  let opened: { readonly key: string; readonly workflow: Workflow } | null = null

  const login = async (): Promise<AirflowLogin | null> => {
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
  return {
    changes,
    async loginKind() {
      const kept = await login().catch(() => null)
      return kept === null ? 'none' : 'token' in kept ? 'token' : 'password'
    },
    setLogin: (value) =>
      inTurn(async () => {
        await sealed.write(value ?? {})
        opened = null
        changes.publish(changes.value + 1)
      }),
    workflow() {
      const address = settings()
      const key = JSON.stringify(address)
      if (opened?.key !== key) opened = { key, workflow: airflowWorkflow(address, login) }
      return opened.workflow
    },
  }
}
