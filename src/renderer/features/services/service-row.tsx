import { UnstyledButton } from '@mantine/core'
import type { Service, ServiceId, ServiceStatus, UsageSample } from '@shared/model/service'
import { IconChevronRight } from '@tabler/icons-react'
import { type KeyboardEvent, memo } from 'react'
import type { ServicesSwitch } from '../../state/use-services-switch'
import { allowedActions } from './allowed-actions'
import type { Removal } from './remove-dialog'
import { ServiceActions } from './service-actions'
import { ServiceDetails } from './service-details'
import { ServicePorts } from './service-ports'
import classes from './service-row.module.css'
import { ServiceState } from './service-state'
import { CpuCell, MemoryCell, NetworkCell } from './usage-cells'

interface ServiceRowProps {
  status: ServiceStatus
  samples: readonly UsageSample[]
  titleOf(service: ServiceId): string
  narrow: boolean
  /** Whether there is an engine to act on. */
  enabled: boolean
  opened: boolean
  control: ServicesSwitch
  onToggle(service: ServiceId): void
  onLogs(service: Service): void
  onRemove(removal: Removal): void
}

export const ServiceRow = memo(function ServiceRow(props: ServiceRowProps) {
  const { status, samples, titleOf, narrow, enabled, opened, control, onToggle, onLogs, onRemove } = props
  const { service, state } = status
  const columns = narrow ? 6 : 7
  // A service without usage has more space for its words.
  const measured = enabled && samples.length > 0 && RUNNING.has(state.state)

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const can = allowedActions(status, enabled)
    if (event.key === 's' && can.start) control.start(service)
    if (event.key === 'x' && can.stop) control.stop(service)
    if (event.key === 'r' && can.restart) control.restart(service)
    if (event.key === 'l') onLogs(service)
  }
  return (
    <tbody className={classes.group} data-service={service.id}>
      <tr className={classes.row} data-selected={opened || undefined}>
        <th scope="row" className={classes.name}>
          <UnstyledButton
            data-row
            className={classes.title}
            aria-expanded={opened}
            aria-keyshortcuts="s x r l"
            onClick={() => onToggle(service.id)}
            onKeyDown={onKeyDown}
          >
            {service.title}
            <IconChevronRight size={14} aria-hidden className={classes.chevron} />
          </UnstyledButton>
          <span className={classes.image} title={service.image}>
            {shortImage(service.image)}
          </span>
        </th>
        <td colSpan={measured ? 1 : narrow ? 3 : 4}>
          <ServiceState status={status} titleOf={titleOf} seen={enabled} />
        </td>
        {measured && (
          <>
            <td>
              <CpuCell samples={samples} />
            </td>
            <td>
              <MemoryCell samples={samples} limit={service.memoryLimitBytes} short={narrow} />
            </td>
            {!narrow && (
              <td>
                <NetworkCell samples={samples} />
              </td>
            )}
          </>
        )}
        <td>
          <ServicePorts service={service} live={enabled && RUNNING.has(state.state)} />
        </td>
        <td>
          <ServiceActions
            status={status}
            enabled={enabled}
            narrow={narrow}
            control={control}
            onLogs={onLogs}
            onRemove={onRemove}
          />
        </td>
      </tr>
      {opened && (
        <tr>
          <td colSpan={columns} className={classes.details}>
            <ServiceDetails status={status} samples={samples} titleOf={titleOf} />
          </td>
        </tr>
      )}
    </tbody>
  )
})

const RUNNING = new Set<ServiceStatus['state']['state']>(['starting', 'healthy', 'stopping'])

/** "quay.io/minio/minio:RELEASE.2025-09-07" → "minio:RELEASE.2025-09-07" */
function shortImage(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1)
}
