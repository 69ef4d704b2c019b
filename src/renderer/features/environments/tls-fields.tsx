import type { SecretName, TlsSettings } from '@shared/model/environment'
import { OptionalField, PemField, SecretField } from './fields'
import { Fold } from './fold'
import type { EnvironmentDraft } from './use-environment-draft'

interface TlsFieldsProps {
  value: TlsSettings
  onChange(value: TlsSettings): void
  path: string
  keyName: SecretName
  draft: EnvironmentDraft
}

/** Whom to trust, and the own certificate. The check of the server's certificate cannot be switched off. */
export function TlsFields({ value, onChange, path, keyName, draft }: TlsFieldsProps) {
  const { ca, certificate, keyFile, serverName } = value
  const set = [ca && 'own CA', certificate && 'client certificate', serverName && `name ${serverName}`].filter(Boolean)
  return (
    <Fold label="TLS" summary={set.length > 0 ? set.join(', ') : "the system's certificate authorities"}>
      <PemField
        label="CA certificate"
        value={ca}
        error={draft.errorOf(`${path}.ca`)}
        onChange={(next) => onChange({ ...value, ca: next })}
      />
      <PemField
        label="Client certificate"
        value={certificate}
        error={draft.errorOf(`${path}.certificate`)}
        onChange={(next) => onChange({ ...value, certificate: next })}
      />
      {certificate && (
        <>
          <OptionalField
            label="Key file"
            description="The path of the certificate's private key; or paste the key below"
            value={keyFile}
            onChange={(next) => onChange({ ...value, keyFile: next })}
          />
          {keyFile === null && <SecretField label="Private key" name={keyName} draft={draft} />}
        </>
      )}
      <OptionalField
        label="Server name"
        description="If the server's certificate carries another name than its address"
        value={serverName}
        onChange={(next) => onChange({ ...value, serverName: next })}
      />
    </Fold>
  )
}
