import { Card } from '../../ui/card'
import { ConnectionSteps, type TestOf } from './connection-steps'
import classes from './environment-editor.module.css'
import { ChoiceField, TextField } from './fields'
import { LoginFields } from './login-fields'
import { TlsFields } from './tls-fields'
import type { EnvironmentDraft } from './use-environment-draft'

const SUBJECTS = [
  { value: 'topic', label: 'Topic' },
  { value: 'record', label: 'Record' },
  { value: 'topic-record', label: 'Topic and record' },
] as const

export function RegistryCard({ draft, test }: { draft: EnvironmentDraft; test: TestOf }) {
  const { registry } = draft.environment
  const change = (part: Partial<typeof registry>) => draft.change({ registry: { ...registry, ...part } })
  return (
    <Card about="environment-registry" title="Schema Registry" className={classes.card}>
      <TextField
        label="Address"
        description="With the path of its Confluent interface (Apicurio: /apis/ccompat/v7)"
        value={registry.url}
        error={draft.errorOf('registry.url')}
        onChange={(url) => change({ url })}
      />
      <LoginFields
        value={registry.auth}
        path="registry.auth"
        password="registry.password"
        token="registry.token"
        draft={draft}
        onChange={(auth) => change({ auth })}
      />
      <ChoiceField
        label="Subjects are named by"
        value={registry.subjects}
        choices={SUBJECTS}
        onChange={(subjects) => change({ subjects })}
      />
      {registry.url.startsWith('https:') && (
        <TlsFields
          value={registry.tls}
          path="registry.tls"
          keyName="registry.key"
          draft={draft}
          onChange={(tls) => change({ tls })}
        />
      )}
      <ConnectionSteps test={test} target="registry" />
    </Card>
  )
}
