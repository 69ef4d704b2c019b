import { Select, Switch } from '@mantine/core'
import type { Environment } from '@shared/model/environment'
import { Card } from '../../ui/card'
import { ConnectionSteps, type TestOf } from './connection-steps'
import classes from './environment-editor.module.css'
import { ChoiceField, OptionalField, SecretField, TextField } from './fields'
import { Fold } from './fold'
import { TlsFields } from './tls-fields'
import type { EnvironmentDraft } from './use-environment-draft'

type S3 = Environment['s3']

const CREDENTIALS = [
  { value: 'keys', label: 'Keys' },
  { value: 'chain', label: 'AWS defaults' },
] as const
const ENCRYPTION: Readonly<Record<S3['encryption']['kind'], string>> = {
  none: 'None',
  AES256: 'AES-256, by the server',
  'aws:kms': 'A key of AWS KMS',
}

export function S3Card({ draft, test }: { draft: EnvironmentDraft; test: TestOf }) {
  const { s3 } = draft.environment
  const change = (part: Partial<S3>) => draft.change({ s3: { ...s3, ...part } })
  const { credentials, encryption } = s3
  return (
    <Card about="environment-s3" title="S3" subtitle="extracts and reports" className={classes.card}>
      <TextField
        label="Endpoint"
        value={s3.endpoint}
        error={draft.errorOf('s3.endpoint')}
        onChange={(endpoint) => change({ endpoint })}
      />
      <ChoiceField
        label="Credentials"
        value={credentials.kind}
        choices={CREDENTIALS}
        onChange={(kind) => change({ credentials: kind === 'keys' ? { kind, accessKey: '' } : { kind } })}
      />
      {credentials.kind === 'keys' && (
        <>
          <TextField
            label="Access key"
            value={credentials.accessKey}
            error={draft.errorOf('s3.credentials.accessKey')}
            onChange={(accessKey) => change({ credentials: { kind: 'keys', accessKey } })}
          />
          <SecretField label="Secret key" name="s3.secretKey" draft={draft} />
        </>
      )}
      <OptionalField
        label="Bucket"
        description="Leave empty for one bucket for each dataset"
        value={s3.bucket}
        error={draft.errorOf('s3.bucket')}
        onChange={(bucket) => change({ bucket })}
      />
      <Fold
        label="More"
        summary={[s3.region, s3.prefix, encryption.kind !== 'none' && 'encrypted'].filter(Boolean).join(', ')}
      >
        <TextField
          label="Region"
          value={s3.region}
          error={draft.errorOf('s3.region')}
          onChange={(region) => change({ region })}
        />
        <TextField
          label="Prefix"
          description="Before every key, such as team/millrace/"
          value={s3.prefix}
          error={draft.errorOf('s3.prefix')}
          onChange={(prefix) => change({ prefix })}
        />
        <Switch
          label="Path style"
          description="The address is endpoint/bucket, not bucket.endpoint"
          checked={s3.pathStyle}
          onChange={(event) => change({ pathStyle: event.currentTarget.checked })}
        />
        <Select
          label="Encryption"
          allowDeselect={false}
          data={Object.entries(ENCRYPTION).map(([value, label]) => ({ value, label }))}
          value={encryption.kind}
          onChange={(kind) =>
            change({
              encryption: kind === 'aws:kms' ? { kind, keyId: null } : { kind: kind === 'AES256' ? kind : 'none' },
            })
          }
        />
        {encryption.kind === 'aws:kms' && (
          <OptionalField
            label="Key id"
            description="Leave empty for the bucket's own key"
            value={encryption.keyId}
            onChange={(keyId) => change({ encryption: { kind: 'aws:kms', keyId } })}
          />
        )}
      </Fold>
      {s3.endpoint.startsWith('https:') && (
        <TlsFields value={s3.tls} path="s3.tls" keyName="s3.key" draft={draft} onChange={(tls) => change({ tls })} />
      )}
      <ConnectionSteps test={test} target="s3" />
    </Card>
  )
}
