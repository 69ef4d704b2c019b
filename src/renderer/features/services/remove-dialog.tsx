import { Button, Group, Modal } from '@mantine/core'
import type { ServiceStatus } from '@shared/model/service'
import { useServicesSwitch } from '../../state/use-services-switch'
import classes from './dialog.module.css'

/** What to remove: one service, or several. */
export interface Removal {
  readonly services: readonly Pick<ServiceStatus, 'service'>[]
  readonly withData: boolean
}

/** Shows what would be deleted, and deletes it after confirmation. */
export function RemoveDialog({ removal, onClose }: { removal: Removal | null; onClose(): void }) {
  const { remove } = useServicesSwitch()
  const services = removal?.services.map(({ service }) => service) ?? []
  const [only] = services
  const one = services.length === 1 && only !== undefined
  const name = one ? only.title : 'all services'
  const volumes = services.flatMap((service) => service.volumes)
  const confirm = () => {
    if (removal) remove(removal.withData, one ? only : undefined)
    onClose()
  }
  return (
    <Modal
      opened={removal !== null}
      onClose={onClose}
      title={`Remove ${name}${removal?.withData ? ' with data' : ''}?`}
    >
      <div className={classes.body}>
        <p>
          {one ? 'Its container is' : 'Their containers are'} stopped and removed.
          {removal?.withData
            ? volumes.length === 0
              ? ' There is no data to delete.'
              : ' This data is also deleted and cannot be recovered:'
            : ' The data is kept for the next start. The logs are kept too.'}
        </p>
        {removal?.withData && volumes.length > 0 && (
          <ul className={classes.losses}>
            {services.flatMap((service) =>
              service.volumes.map((volume) => (
                <li key={volume}>
                  <strong>{service.title}</strong> {service.about} <code>{volume}</code>
                </li>
              )),
            )}
          </ul>
        )}
        <Group justify="flex-end" gap={10}>
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep
          </Button>
          <Button color="red" className={classes.danger ?? ''} onClick={confirm}>
            Remove {one ? only.title : 'all'}
            {removal?.withData ? ' with data' : ''}
          </Button>
        </Group>
      </div>
    </Modal>
  )
}
