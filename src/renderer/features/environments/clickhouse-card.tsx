import { Card } from '../../ui/card'
import { ConnectionSteps, type TestOf } from './connection-steps'
import classes from './environment-editor.module.css'
import { OptionalField, SecretField, TextField } from './fields'
import { TlsFields } from './tls-fields'
import type { EnvironmentDraft } from './use-environment-draft'

export function ClickHouseCard({ draft, test }: { draft: EnvironmentDraft; test: TestOf }) {
  const { clickhouse } = draft.environment
  const change = (part: Partial<typeof clickhouse>) => draft.change({ clickhouse: { ...clickhouse, ...part } })
  return (
    <Card about="environment-clickhouse" title="ClickHouse" subtitle="the store" className={classes.card}>
      <TextField
        label="Address"
        description="The HTTP interface: port 8123, or 8443 with TLS"
        value={clickhouse.url}
        error={draft.errorOf('clickhouse.url')}
        onChange={(url) => change({ url })}
      />
      <TextField
        label="Database"
        value={clickhouse.database}
        error={draft.errorOf('clickhouse.database')}
        onChange={(database) => change({ database })}
      />
      <TextField
        label="User"
        value={clickhouse.username}
        error={draft.errorOf('clickhouse.username')}
        onChange={(username) => change({ username })}
      />
      <SecretField label="Password" name="clickhouse.password" draft={draft} />
      <OptionalField
        label="Cluster"
        description="The name of a cluster; leave empty for a single server"
        value={clickhouse.cluster}
        onChange={(cluster) => change({ cluster })}
      />
      {clickhouse.url.startsWith('https:') && (
        <TlsFields
          value={clickhouse.tls}
          path="clickhouse.tls"
          keyName="clickhouse.key"
          draft={draft}
          onChange={(tls) => change({ tls })}
        />
      )}
      <ConnectionSteps test={test} target="clickhouse" />
    </Card>
  )
}
