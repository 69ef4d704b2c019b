import { Select, TagsInput } from '@mantine/core'
import { KafkaSecurity, type SaslSettings } from '@shared/model/environment'
import { Card } from '../../ui/card'
import { ConnectionSteps, type TestOf } from './connection-steps'
import classes from './environment-editor.module.css'
import { OptionalField, SecretField, TextField } from './fields'
import { Fold } from './fold'
import { TlsFields } from './tls-fields'
import { TopicFields } from './topic-fields'
import type { EnvironmentDraft } from './use-environment-draft'

const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const
type Mechanism = (typeof MECHANISMS)[number]

export function KafkaCard({ draft, test }: { draft: EnvironmentDraft; test: TestOf }) {
  const { kafka } = draft.environment
  const change = (part: Partial<typeof kafka>) => draft.change({ kafka: { ...kafka, ...part } })
  const encrypted = kafka.security === 'SSL' || kafka.security === 'SASL_SSL'
  return (
    <Card about="environment-kafka" title="Kafka" subtitle="the log" className={classes.card}>
      <TagsInput
        label="Brokers"
        description="host:port of one or more brokers; they name the others"
        value={kafka.brokers}
        error={draft.errorOf('kafka.brokers')}
        onChange={(brokers) => change({ brokers: brokers.map((broker) => broker.trim()) })}
      />
      <Select
        label="Security"
        data={KafkaSecurity.options}
        allowDeselect={false}
        value={kafka.security}
        onChange={(chosen) => {
          const security = KafkaSecurity.parse(chosen)
          const sasl = security.startsWith('SASL') ? (kafka.sasl ?? loginOf('SCRAM-SHA-512')) : null
          change({ security, sasl })
        }}
      />
      {kafka.sasl && <SaslFields sasl={kafka.sasl} onChange={(sasl) => change({ sasl })} draft={draft} />}
      {encrypted && (
        <TlsFields
          value={kafka.tls}
          path="kafka.tls"
          keyName="kafka.key"
          draft={draft}
          onChange={(tls) => change({ tls })}
        />
      )}
      <Fold label="Topics" summary={topicsSummary(kafka)}>
        <TopicFields draft={draft} />
      </Fold>
      <ConnectionSteps test={test} target="kafka" />
    </Card>
  )
}

function topicsSummary({ topicPrefix, partitions, replication }: EnvironmentDraft['environment']['kafka']): string {
  const parts = [
    topicPrefix === '' ? "the datasets' names" : `${topicPrefix}…`,
    partitions === null ? null : `${partitions} partitions`,
    replication === null ? null : `${replication} copies`,
  ]
  return parts.filter(Boolean).join(', ')
}

function loginOf(mechanism: Mechanism): SaslSettings {
  return mechanism === 'OAUTHBEARER'
    ? { mechanism, tokenUrl: '', clientId: '', scope: null }
    : { mechanism, username: '' }
}

interface SaslFieldsProps {
  sasl: SaslSettings
  onChange(sasl: SaslSettings): void
  draft: EnvironmentDraft
}

function SaslFields({ sasl, onChange, draft }: SaslFieldsProps) {
  return (
    <>
      <Select
        label="Mechanism"
        data={MECHANISMS}
        allowDeselect={false}
        value={sasl.mechanism}
        onChange={(chosen) => {
          const mechanism = MECHANISMS.find((known) => known === chosen)
          if (!mechanism) return
          const user = sasl.mechanism === 'OAUTHBEARER' || mechanism === 'OAUTHBEARER' ? loginOf(mechanism) : null
          onChange(user ?? ({ ...sasl, mechanism } as SaslSettings))
        }}
      />
      {sasl.mechanism === 'OAUTHBEARER' ? (
        <>
          <TextField
            label="Token address"
            placeholder="https://"
            value={sasl.tokenUrl}
            error={draft.errorOf('kafka.sasl.tokenUrl')}
            onChange={(tokenUrl) => onChange({ ...sasl, tokenUrl })}
          />
          <TextField
            label="Client id"
            value={sasl.clientId}
            error={draft.errorOf('kafka.sasl.clientId')}
            onChange={(clientId) => onChange({ ...sasl, clientId })}
          />
          <SecretField label="Client secret" name="kafka.clientSecret" draft={draft} />
          <OptionalField label="Scope" value={sasl.scope} onChange={(scope) => onChange({ ...sasl, scope })} />
        </>
      ) : (
        <>
          <TextField
            label="User"
            value={sasl.username}
            error={draft.errorOf('kafka.sasl.username')}
            onChange={(username) => onChange({ ...sasl, username })}
          />
          <SecretField label="Password" name="kafka.password" draft={draft} />
        </>
      )}
    </>
  )
}
