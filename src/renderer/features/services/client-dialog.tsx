import { Button, CopyButton, Modal, SegmentedControl } from '@mantine/core'
import {
  CERTIFICATE_FILE,
  CLIENT_FORMATS,
  type ClientFormat,
  clientConfiguration,
} from '@shared/model/client-configuration'
import type { Service, ServiceConnection } from '@shared/model/service'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { EmptyState } from '../../ui/empty-state'
import { formatDay } from '../../ui/format/time'
import { ScrollText } from '../../ui/scroll-text'
import { Answer } from '../../widgets/answer'
import classes from './client-dialog.module.css'
import dialog from './dialog.module.css'

interface ClientDialogProps {
  service: Service
  opened: boolean
  onClose(): void
}

/** How other programs connect to the service: loaded when the dialog opens, with the password hidden until you reveal it. */
export function ClientDialog({ service, opened, onClose }: ClientDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Connect to ${service.title}`} size={640}>
      <Connection service={service} />
    </Modal>
  )
}

function Connection({ service: { id, encryption } }: { service: Service }) {
  const key = `connection ${id} ${encryption?.on}`
  const connection = useAnswer(key, (api) => api.services.connection({ service: id }))
  return (
    <Answer
      of={connection}
      failed="The configuration could not be loaded"
      height={220}
      empty={<EmptyState title="No configuration">Other programs do not connect to this service.</EmptyState>}
    >
      {(value) => (value === null ? null : <Configuration connection={value} />)}
    </Answer>
  )
}

const TITLES: Readonly<Record<ClientFormat, string>> = {
  java: 'Java',
  librdkafka: 'librdkafka',
  certificate: 'Certificate',
}

/** A fixed number of characters, which hides the password's length. */
const COVER = '••••••••••••'

function Configuration({ connection }: { connection: ServiceConnection }) {
  const [format, setFormat] = useState<ClientFormat>('java')
  const [shown, setShown] = useState(false)
  const { login } = connection
  const text = clientConfiguration(connection, format)
  const covered =
    login === null || shown
      ? text
      : clientConfiguration({ ...connection, login: { ...login, password: COVER } }, format)
  return (
    <div className={dialog.body}>
      <p className={classes.about}>{aboutOf(connection, format)}</p>
      {login !== null && (
        <SegmentedControl
          aria-label="Form"
          data={CLIENT_FORMATS.map((value) => ({ value, label: TITLES[value] }))}
          value={format}
          onChange={setFormat}
        />
      )}
      <ScrollText label="Client configuration" text={covered.trimEnd()} lines="broken" />
      <div className={classes.buttons}>
        {login !== null && format !== 'certificate' && (
          <Button variant="default" onClick={() => setShown(!shown)}>
            {shown ? 'Hide the password' : 'Show the password'}
          </Button>
        )}
        <CopyButton value={text}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : copyWords(connection, format)}</Button>}
        </CopyButton>
      </div>
    </div>
  )
}

function aboutOf({ login }: ServiceConnection, format: ClientFormat): string {
  if (login === null) {
    return 'In plain text and without a login, from programs on this machine only. You can encrypt this port in Settings → Backend.'
  }
  switch (format) {
    case 'java':
      return 'The whole configuration for Kafka’s own tools and Java clients, with the certificate to trust.'
    case 'librdkafka':
      return `For kcat, and clients for Python, Go, .NET and Rust. Save the certificate as ${CERTIFICATE_FILE} beside it.`
    case 'certificate':
      return `Clients must trust this certificate; it is no secret. It stays the same when Millrace renews the one of the server, which is valid until ${formatDay(login.endsAt)}.`
  }
}

function copyWords({ login }: ServiceConnection, format: ClientFormat): string {
  return login === null || format === 'certificate' ? 'Copy' : 'Copy with the password'
}
