import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core'
import type { Service, ServiceStatus } from '@shared/model/service'
import {
  IconCopy,
  IconDots,
  IconFileText,
  IconPlayerPlay,
  IconRefresh,
  IconTrash,
  IconTrashX,
} from '@tabler/icons-react'
import { memo } from 'react'
import type { ServicesSwitch } from '../../state/use-services-switch'
import { type AllowedActions, allowedActions } from './allowed-actions'
import type { Removal } from './remove-dialog'
import classes from './service-actions.module.css'

interface ServiceActionsProps {
  status: ServiceStatus
  enabled: boolean
  narrow: boolean
  control: ServicesSwitch
  onLogs(service: Service): void
  onRemove(removal: Removal): void
}

export const ServiceActions = memo(function ServiceActions(props: ServiceActionsProps) {
  const { status, narrow, enabled, control, onLogs } = props
  const { service } = status
  const can = allowedActions(status, enabled)
  return (
    <div className={classes.actions}>
      <Main status={status} can={can} control={control} />
      {!narrow && (
        <Tooltip label={`Restart ${service.title}`}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={`Restart ${service.title}`}
            {...onlyIf(can.restart, () => control.restart(service))}
          >
            <IconRefresh size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {!narrow && (
        <Button
          variant="default"
          size="xs"
          px={12}
          aria-label={`Logs of ${service.title}`}
          onClick={() => onLogs(service)}
        >
          Logs
        </Button>
      )}
      <More {...props} can={can} />
    </div>
  )
})

/** A disabled button keeps the focus: its action may change while it is focused. */
function onlyIf(can: boolean, onClick: () => void) {
  return can ? { onClick } : { 'data-disabled': true, 'aria-disabled': true }
}

interface MainProps {
  status: ServiceStatus
  can: AllowedActions
  control: ServicesSwitch
}

/** The most likely next action. */
function Main(props: MainProps) {
  const { label, name, variant, can, run } = nextThing(props)
  return (
    <Button variant={variant} size="xs" className={classes.main ?? ''} aria-label={name} {...onlyIf(can, run)}>
      {label}
    </Button>
  )
}

interface NextThing {
  readonly label: string
  /** The full label, for screen readers. */
  readonly name: string
  readonly variant: 'filled' | 'light' | 'default'
  readonly can: boolean
  run(): void
}

function nextThing({ status: { service, state, wanted }, can, control }: MainProps): NextThing {
  const { title } = service
  const fault = state.state === 'failed' ? state.fault : null
  if (fault?.code === 'service-port-taken' && fault.variable !== null && fault.free !== null) {
    const { variable, free } = fault
    return {
      label: `Use ${free}`,
      name: `Use port ${free} for ${title}`,
      variant: 'filled',
      can: can.start,
      run: () => void control.usePort(variable, free),
    }
  }
  if (state.state === 'pulling') {
    return {
      label: 'Cancel',
      name: `Cancel the pull for ${title}`,
      variant: 'default',
      can: can.cancelPull,
      run: () => control.cancelPull(service),
    }
  }
  const off = !wanted || state.state === 'failed'
  return off && state.state !== 'stopping' && !can.stop
    ? {
        label: 'Start',
        name: `Start ${title}`,
        variant: 'light',
        can: can.start,
        run: () => control.start(service),
      }
    : { label: 'Stop', name: `Stop ${title}`, variant: 'default', can: can.stop, run: () => control.stop(service) }
}

const ICON = { size: 15, 'aria-hidden': true } as const

function More({ status, narrow, can, control, onLogs, onRemove }: ServiceActionsProps & { can: AllowedActions }) {
  const { service, state } = status
  const copy = (text: string) => void navigator.clipboard.writeText(text)
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={`More about ${service.title}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {narrow && (
          <Menu.Item leftSection={<IconFileText {...ICON} />} onClick={() => onLogs(service)}>
            Logs
          </Menu.Item>
        )}
        {narrow && (
          <Menu.Item
            leftSection={<IconRefresh {...ICON} />}
            disabled={!can.restart}
            onClick={() => control.restart(service)}
          >
            Restart
          </Menu.Item>
        )}
        {state.state === 'failed' && (
          <Menu.Item
            leftSection={<IconPlayerPlay {...ICON} />}
            disabled={!can.start}
            onClick={() => control.start(service)}
          >
            Retry start
          </Menu.Item>
        )}
        {service.ports.map(({ host }) => (
          <Menu.Item key={host} leftSection={<IconCopy {...ICON} />} onClick={() => copy(`127.0.0.1:${host}`)}>
            Copy 127.0.0.1:{host}
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<IconCopy {...ICON} />} onClick={() => copy(service.image)}>
          Copy image name
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconTrash {...ICON} />}
          disabled={!can.remove}
          onClick={() => onRemove({ services: [status], withData: false })}
        >
          Remove container…
        </Menu.Item>
        <Menu.Item
          className={classes.danger}
          leftSection={<IconTrashX {...ICON} />}
          disabled={!can.remove}
          onClick={() => onRemove({ services: [status], withData: true })}
        >
          Remove with data…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
