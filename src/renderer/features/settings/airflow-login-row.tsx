import { Button, PasswordInput, TextInput } from '@mantine/core'
import type { AirflowLogin, AirflowLoginKind } from '@shared/model/airflow'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { useAirflow } from '../../widgets/airflow/use-airflow'
import classes from './airflow-login-row.module.css'
import { SettingRow } from './setting-row'

const KEPT: Record<AirflowLoginKind, string> = {
  none: 'No login is saved yet.',
  password: 'A user and password are saved.',
  token: 'A token is saved.',
}

/** The login for Airflow's API. What is saved is never shown again. */
export function AirflowLoginRow() {
  const command = useCommand()
  const airflow = useAirflow()
  const [user, setUser] = useState('')
  const [secret, setSecret] = useState('')
  const kept: AirflowLoginKind = airflow.state === 'live' && airflow.value ? airflow.value.login : 'none'
  const save = async () => {
    const login: AirflowLogin = user.trim() === '' ? { token: secret } : { user: user.trim(), password: secret }
    const saved = await command('The login could not be saved', async (api) => {
      await api.airflow.login({ login })
      return true
    })
    if (saved) setSecret('')
  }
  return (
    <SettingRow
      label="Login"
      sentence={`${KEPT[kept]} Without a user, the password counts as an access token. It is kept with the secrets, not in settings.json.`}
      problem={null}
    >
      {({ id, ...described }) => (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          <TextInput
            id={id}
            {...described}
            placeholder="User"
            autoComplete="off"
            value={user}
            onChange={(event) => setUser(event.currentTarget.value)}
          />
          <PasswordInput
            aria-label="Password or token"
            placeholder="Password or token"
            autoComplete="new-password"
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={secret === ''}>
            Save
          </Button>
        </form>
      )}
    </SettingRow>
  )
}
