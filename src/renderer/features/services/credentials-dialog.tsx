import { ActionIcon, CopyButton, Modal, Tooltip } from '@mantine/core'
import type { Credential, ServiceStatus } from '@shared/model/service'
import { IconCheck, IconCopy, IconEye, IconEyeOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { EmptyState } from '../../ui/empty-state'
import { Answer } from '../../widgets/answer'
import classes from './credentials-dialog.module.css'
import dialog from './dialog.module.css'

interface CredentialsDialogProps {
  opened: boolean
  services: readonly Pick<ServiceStatus, 'service'>[]
  onClose(): void
}

/** The generated credentials: loaded when the dialog opens, and each hidden until you reveal it. */
export function CredentialsDialog({ opened, services, onClose }: CredentialsDialogProps) {
  const titles = new Map(services.map(({ service }) => [service.id, service.title]))
  return (
    <Modal opened={opened} onClose={onClose} title="Credentials" size={560}>
      <div className={dialog.body}>
        <p className={classes.about}>
          Generated on this machine at the first start and stored in the data directory. Use them to sign in to the
          services on 127.0.0.1.
        </p>
        <Credentials titles={titles} />
      </div>
    </Modal>
  )
}

function Credentials({ titles }: { titles: ReadonlyMap<string, string> }) {
  const credentials = useAnswer('credentials', (api) => api.services.credentials())
  return (
    <Answer
      of={credentials}
      failed="The credentials could not be loaded"
      height={160}
      empty={<EmptyState title="No credentials">None of the services needs one.</EmptyState>}
    >
      {(all) => (
        <ul className={classes.list}>
          {all.map((credential) => (
            <Entry
              key={`${credential.service} ${credential.variable}`}
              credential={credential}
              service={titles.get(credential.service) ?? credential.service}
            />
          ))}
        </ul>
      )}
    </Answer>
  )
}

/** A fixed number of characters, which hides the value's length. */
const COVER = '••••••••••••'

function Entry({ credential: { title, variable, value }, service }: { credential: Credential; service: string }) {
  const [shown, setShown] = useState(false)
  const name = `${title} of ${service}`
  return (
    <li className={classes.entry}>
      <div className={classes.words}>
        <strong>{service}</strong>
        <span title={variable}>{title}</span>
      </div>
      <code className={classes.value}>{shown ? value : COVER}</code>
      <Tooltip label={shown ? 'Hide' : 'Show'}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`${shown ? 'Hide' : 'Show'} ${name}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon variant="subtle" color="gray" aria-label={`Copy ${name}`} onClick={copy}>
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </li>
  )
}
