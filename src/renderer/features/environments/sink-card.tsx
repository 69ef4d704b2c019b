import { TlsSettings } from '@shared/model/environment'
import { Card } from '../../ui/card'
import { ConnectionSteps, type TestOf } from './connection-steps'
import classes from './environment-editor.module.css'
import { ChoiceField, TextField } from './fields'
import { LoginFields } from './login-fields'
import { TlsFields } from './tls-fields'
import type { EnvironmentDraft } from './use-environment-draft'

const KINDS = [
  { value: 'built-in', label: 'Built-in' },
  { value: 'connect', label: 'Kafka Connect' },
] as const

/** What moves the log into the store. */
export function EnvironmentSinkCard({ draft, test }: { draft: EnvironmentDraft; test: TestOf }) {
  const { sink } = draft.environment
  const choose = (kind: 'built-in' | 'connect') =>
    draft.change({
      sink:
        kind === 'built-in'
          ? { kind }
          : { kind, url: 'http://localhost:8083', auth: { kind: 'none' }, tls: TlsSettings.parse({}) },
    })
  return (
    <Card about="environment-sink" title="Sink" subtitle="from the log to the store" className={classes.card}>
      <ChoiceField label="Moved by" value={sink.kind} choices={KINDS} onChange={choose} />
      {sink.kind === 'connect' && (
        <>
          <TextField
            label="Address"
            value={sink.url}
            error={draft.errorOf('sink.url')}
            onChange={(url) => draft.change({ sink: { ...sink, url } })}
          />
          <LoginFields
            value={sink.auth}
            path="sink.auth"
            password="connect.password"
            token="connect.token"
            draft={draft}
            onChange={(auth) => draft.change({ sink: { ...sink, auth } })}
          />
          {sink.url.startsWith('https:') && (
            <TlsFields
              value={sink.tls}
              path="sink.tls"
              keyName="connect.key"
              draft={draft}
              onChange={(tls) => draft.change({ sink: { ...sink, tls } })}
            />
          )}
          <ConnectionSteps test={test} target="connect" />
        </>
      )}
    </Card>
  )
}
